-- What must be done before Quarto sees the report; so this filter runs first.

-- JATS: Quarto takes the blocks out that hold paragraphs and parts. So the article is written here,
-- and pilcrow.lua, which runs last, hands it on.
if FORMAT:match("jats") and quarto then
  local file = assert(io.open("look/pilcrow.lua", "rb"))
  local whole = {}
  setmetatable(whole, { __index = _G })
  assert(load(file:read("a"), "@look/pilcrow.lua", "t", whole))()
  file:close()
  return {
    {
      Pandoc = function(document)
        document.blocks = document.blocks:filter(function(block) return block.t ~= "Div" or not block.classes:includes("hidden") end) -- Quarto's own
        local template = pandoc.template.compile(pandoc.template.default("jats_archiving"))
        local article = pandoc.write(whole.Pandoc(document), "jats_archiving", { template = template, wrap_text = "none" })
        return pandoc.Pandoc({}, { title = document.meta.title, article = pandoc.MetaString(article) })
      end,
    },
  }
end

-- Typst: an unnumbered heading keeps its label. (Quarto up to 1.7 writes such headings itself and loses it.)
if not FORMAT:match("typst") then
  return {}
end

local formulas -- as compose wrote them

local function formula(math)
  if not formulas then
    local file = io.open("formulas.json", "rb")
    formulas = pandoc.json.decode(file and file:read("a") or "{}", false)
    if file then
      file:close()
    end
  end
  local known = formulas[tostring(math.mathtype) .. ":" .. math.text]
  local written = known and known.typst or pandoc.write(pandoc.Pandoc({ pandoc.Plain({ math }) }), "typst"):gsub("%s+$", "")
  local said = math.text:gsub("\\", "\\\\"):gsub('"', '\\"'):gsub("[\r\n]+", " ")
  return pandoc.RawInline("typst", '#equation-with-alternative("' .. said .. '", ' .. written .. ")")
end

-- The contents repeat a heading, but not its notes.
local function inlines(content)
  content = content:walk({
    Math = formula,
    Note = function(note) return { pandoc.RawInline("typst", "#outside-contents["), note, pandoc.RawInline("typst", "]") } end,
  })
  return (pandoc.write(pandoc.Pandoc({ pandoc.Plain(content) }), "typst"):gsub("%s+$", ""))
end

function Header(header)
  if not header.classes:includes("unnumbered") and not header.classes:includes("unlisted") then
    return nil
  end
  local arguments = { "level: " .. header.level }
  if header.classes:includes("unnumbered") then
    table.insert(arguments, "numbering: none")
  end
  if header.classes:includes("unlisted") then
    table.insert(arguments, "outlined: false")
  end
  local label = header.identifier ~= "" and "\n<" .. header.identifier .. ">" or ""
  local heading = pandoc.RawBlock("typst", "#heading(" .. table.concat(arguments, ", ") .. ")[" .. inlines(header.content) .. "]" .. label)
  if header.classes:includes("appendices") then -- what is below them has letters
    heading.text = heading.text .. "\n#show: appendices"
  end
  return header.classes:includes("new-page") and { pandoc.RawBlock("typst", "#pagebreak(weak: true)"), heading } or heading
end
