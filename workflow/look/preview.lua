-- The report in Quarto's own preview: the prose as it is being written, with values, parts and documents of the last build. Loaded by
-- report/_extensions/pilcrow/pilcrow.lua, before Quarto reads the syntax tree: what becomes a figure or a table with Quarto's names here is
-- numbered by Quarto together with the scholar's own.

local root, composed, read = ...
local page = FORMAT:match("html") ~= nil

local content = read(pandoc.path.join({ composed, "preview.json" }))
local built = content and pandoc.json.decode(content, false) or { values = {}, sources = {} }
local say = {} -- the words of the report's language
local documents = {} -- document → true
for _, entry in ipairs(pandoc.json.decode(read(pandoc.path.join({ composed, "documents.json" })) or "[]", false)) do
  documents[entry.id] = true
end
local index = "\n" .. (read(pandoc.path.join({ root, "results", "paragraphs.csv" })) or "")

-- Where the composed project lies, seen from the file that is shown.
local here = quarto.doc and quarto.doc.input_file and pandoc.path.directory(quarto.doc.input_file) or pandoc.system.get_working_directory()
local function beside(path)
  return pandoc.path.make_relative(pandoc.path.join({ composed, path }), here, true)
end

-- What is out of date ---------------------------------------------------------------------------------------------------------------

local READ = { txt = 1, md = 1, html = 1, docx = 1, pdf = 1, vtt = 1, srt = 1, xml = 1, yaml = 1, csv = 1 }

local function edited()
  local found = pandoc.List({})
  for path, sum in pairs(built.sources) do
    local text = read(pandoc.path.join({ root, path }))
    if not text or pandoc.utils.sha1(text) ~= sum then
      found:insert(path)
    end
  end
  for _, folder in ipairs({ "raw", "edition", "coding" }) do
    local there, names = pcall(pandoc.system.list_directory, pandoc.path.join({ root, folder }))
    for _, name in ipairs(there and names or {}) do
      local path, ending = folder .. "/" .. name, name:match("%.(%w+)$")
      if READ[ending or ""] and not built.sources[path] and not name:match("^[.~]") and not name:match("^README") then
        found:insert(path)
      end
    end
  end
  found:sort()
  return found
end

local function notice()
  local found = edited()
  if #found == 0 then
    return pandoc.Blocks({})
  end
  local shown = table.concat({ table.unpack(found, 1, 3) }, ", ") .. (#found > 3 and (" and " .. #found - 3 .. " more") or "")
  local words = "Out of date: edited since the last build: " .. shown .. ". Numbers, citations and parts are those of that build. Type snakemake."
  return pandoc.Blocks({ pandoc.Div({ pandoc.Para(words) }, pandoc.Attr("", { "callout-warning", "out-of-date" })) })
end

-- Citations of paragraphs -----------------------------------------------------------------------------------------------------------

local LABELS = { "paragraphs?%s", "paras?%.?%s", "pars?%.?%s", "[¶§]+" }

-- "para. 8" → links to the paragraphs, with the words of the build; nil where the words name none.
local function linked(id, words)
  local place = words:gsub("\u{a0}", " "):gsub("^[,%s]+", ""):gsub("%-%-", "–"):gsub("(%w)%-([%w])", "%1–%2")
  local sign = place:match("^¶") or place:match("^§")
  for _, form in ipairs(LABELS) do
    place = place:gsub("^" .. form .. "%s*(%f[%w])", "%1")
  end
  local found, rest, speech, dash = pandoc.List({}), place, 0, nil
  while true do
    local before, number, after = rest:match("^([,%s]*)([hspn]?%d+%l*)(.*)$")
    if not number or after:match("^%w") then
      break
    end
    local anchor = id .. "." .. (number:match("^%d") and "p" or "") .. number
    local shown = number:gsub("^p", "")
    speech = speech + (shown:match("^%d") and 1 or 0)
    found:insert({ join = #found == 0 and "" or dash or ", ", shown = shown, anchor = anchor })
    dash = after:match("^%s*–%s*[hspn]?%d") and "–"
    rest = dash and after:gsub("^%s*–%s*", "") or after
  end
  local label = sign and sign:rep(math.min(speech, 2)) or speech > 1 and say.paras or say.para or "para."
  local written = ""
  for _, one in ipairs(found) do
    local known = index:find("\n" .. one.anchor .. ",", 1, true)
    local first = label and one.shown:match("^%d")
    local shown = first and label .. "\u{a0}" .. one.shown or one.shown
    label = not first and label
    written = written .. one.join .. (known and ("[%s](#%s)"):format(shown, one.anchor) or ("**no paragraph %s**"):format(one.shown))
  end
  return #found > 0 and written .. rest or nil
end

-- An empty locator keeps citeproc from taking the link for one.
local function citation(one)
  local place = documents[one.id] and linked(one.id, pandoc.utils.stringify(one.suffix))
  if place then
    local written = pandoc.read("[@x, {}, " .. place .. "]", "markdown").blocks[1].content[1]
    one.suffix = written.citations[1].suffix
  end
  return one
end

local function cite(element)
  element.citations = element.citations:map(citation)
  return element
end

-- "[{{< var theme.dialogue.paras >}}]": Pandoc reads the brackets before Quarto fills in the value, so they are read again here.
local function value_of(inline)
  local name = inline.t == "Span" and (inline.attributes["data-raw"] or ""):match("^{{<%s*var%s+([%w_.-]+)%s*>}}$")
  return name and built.values[name]
end

-- A variable that is a text of the front matter, which Pilcrow's build knows too.
local function from_front(meta)
  return function(span)
    local name = (span.attributes["data-raw"] or ""):match("^{{<%s*var%s+([%w_-]+)%s*>}}$")
    local value = name and meta[name]
    return value and pandoc.Inlines(pandoc.utils.stringify(value)) or nil
  end
end

local function written(inline)
  if inline.t == "Cite" then
    return pandoc.utils.stringify(inline.content)
  elseif inline.t == "Space" or inline.t == "SoftBreak" then
    return " "
  end
  return value_of(inline) or pandoc.utils.stringify(inline)
end

local function brackets(inlines)
  local made, changed = pandoc.Inlines({}), false
  local index = 1
  while index <= #inlines do
    local inline = inlines[index]
    local first = inline.t == "Str" and inline.text:match("^(.*)%[[^%[%]]*$")
    local last, has = nil, false
    for ahead = index + 1, first and math.min(#inlines, index + 40) or 0 do
      has = has or value_of(inlines[ahead]) ~= nil
      if inlines[ahead].t == "Str" and inlines[ahead].text:find("]", 1, true) then
        last = ahead
        break
      end
    end
    if last and has then
      local words = {}
      for at = index, last do
        table.insert(words, written(inlines[at]))
      end
      made:extend(pandoc.utils.blocks_to_inlines(pandoc.read(table.concat(words), "markdown").blocks))
      index, changed = last + 1, true
    else
      made:insert(inline)
      index = index + 1
    end
  end
  return changed and made or nil
end

-- Parts -----------------------------------------------------------------------------------------------------------------------------

local function title_only(blocks)
  return blocks:map(function(block)
    if (block.t == "Para" or block.t == "Plain") and block.content[1] and block.content[1].t == "Strong" then
      block.content:remove(1)
      if block.content[1] and block.content[1].t == "Space" then
        block.content:remove(1)
      end
    end
    return pandoc.Para(block.content)
  end)
end

local function floating(prefix, identifier, content, caption)
  local name = identifier:match("^%l+%-(.+)$")
  return pandoc.Div(pandoc.Blocks({ content }) .. title_only(pandoc.Blocks(caption)), pandoc.Attr(prefix .. "-" .. name))
end

local drawn = {} -- a figure or table that is inserted twice is numbered once

local function once(identifier)
  local first = not drawn[identifier]
  drawn[identifier] = true
  return first
end

local PART = {
  Figure = function(figure)
    if figure.identifier:match("^figure%-") and once(figure.identifier) then
      -- Of the codings that the page chooses between, the preview shows the report's.
      local function reported(element)
        return element.classes:find_if(function(class) return class:match("^shown%-") and class ~= "shown-first" end) and {} or nil
      end
      local shown = figure:walk({ Div = reported, Span = reported })
      local content = shown.content[1].t == "Div" and shown.content[1].content[1] or shown.content[1]
      return floating("fig", figure.identifier, pandoc.Para(content.content), shown.caption.long)
    end
  end,
  Table = function(block)
    if block.identifier:match("^table%-") and once(block.identifier) then
      local identifier, caption = block.identifier, block.caption.long
      block.identifier, block.caption = "", { long = {} }
      return floating("tbl", identifier, block, caption)
    end
  end,
  Image = function(image)
    image.src = image.src:match("^%a+:") and image.src or beside(image.src)
    image.attributes["fig-alt"] = image.attributes.alt
    image.attributes.alt, image.caption = nil, pandoc.Inlines({})
    return image
  end,
  Link = function(link)
    local kind, name = link.target:match("^#(%l+)%-(.+)$")
    local prefix = ({ figure = "fig", table = "tbl", section = "sec" })[kind or ""]
    for _, class in ipairs({ "page", "sign", "apparatus-sign" }) do
      if link.classes:includes(class) then
        return {}
      end
    end
    if link.classes:includes("number") then
      return pandoc.Strong({ link })
    elseif link.classes:includes("data") then
      link.target = beside(link.target)
    elseif link.classes:includes("section") and #link.content == 0 then
      return prefix and pandoc.Cite({ pandoc.Str("@" .. prefix .. "-" .. name) }, { pandoc.Citation(prefix .. "-" .. name, "AuthorInText") }) or {}
    elseif prefix then
      link.target = "#" .. prefix .. "-" .. name
    end
    return link
  end,
  -- What the page unfolds when asked; its other raw markup needs its style sheet.
  RawBlock = function(block) return not (page and block.text:match("^</?details")) and {} or nil end,
  RawInline = function() return {} end,
}

local function part(div)
  if not div.classes:includes("insert") then
    return nil
  end
  local given = div.attributes
  local name = given.part or given.figure and "figure-" .. given.figure or given.table and "table-" .. given.table or "?"
  local text = read(pandoc.path.join({ composed, "blocks", name .. ".json" }))
  if not text then
    local words = ("Here the build inserts “%s”. The last one made nothing of this name."):format(name)
    return pandoc.Para({ pandoc.Emph(words) })
  end
  return pandoc.read(text, "json").blocks:walk(PART)
end

-- Appendices ------------------------------------------------------------------------------------------------------------------------

-- Sections below a heading of the class "appendices" have letters, which Quarto does not give. Returns their letters by identifier.
local function letter_appendices(blocks)
  local letters, counts, outer = {}, {}, nil
  for _, header in ipairs(blocks) do
    if header.t == "Header" and not header.classes:includes("unnumbered") then
      outer = outer and header.level > outer and outer or nil
      if header.classes:includes("appendices") then
        outer, counts = header.level, {}
        header.classes:insert("unnumbered")
      elseif outer then
        local depth = header.level - outer
        counts[depth] = (counts[depth] or 0) + 1
        for below = depth + 1, 6 do
          counts[below] = nil
        end
        local number = string.char(64 + counts[1])
        for level = 2, depth do
          number = number .. "." .. (counts[level] or 0)
        end
        letters[header.identifier] = number
        header.classes:insert("unnumbered")
        header.content = pandoc.Inlines({ pandoc.Str(number), pandoc.Space() }) .. header.content
      end
    end
  end
  return letters
end

local function to_appendices(letters)
  return function(element)
    local one = #element.citations == 1 and element.citations[1]
    local number = one and letters[one.id]
    if not number then
      return nil
    end
    local prefix = #one.prefix > 0 and pandoc.utils.stringify(one.prefix) or one.mode ~= "SuppressAuthor" and (say.appendix or "Appendix")
    return pandoc.Link((prefix and prefix .. "\u{a0}" or "") .. number, "#" .. one.id)
  end
end

-- On a phone wide tables scroll within the page, and long addresses break.
local NARROW = "<style>main table { display: block; overflow-x: auto; } main a, main code { overflow-wrap: anywhere; }</style>"

-- The whole -------------------------------------------------------------------------------------------------------------------------

local function only(element)
  for _, wrong in ipairs(page and { "only-pdf", "not-html" } or { "only-html" }) do
    if element.classes:includes(wrong) then
      return {}
    end
  end
end

local function with_documents(meta)
  local works = meta.bibliography
  local listed = pandoc.List(pandoc.utils.type(works) == "List" and works or works and { works } or {})
  listed:insert(beside("documents.json"))
  meta.bibliography = listed
  meta.csl = meta.csl or built.style and beside(built.style) or nil
  return meta
end

return function(document)
  if page then
    quarto.doc.include_text("in-header", NARROW)
  end
  local language = document.meta.lang and pandoc.utils.stringify(document.meta.lang) or "en"
  local words = built.words or {}
  say = words[language:match("^%l+")] or words.en or say
  document.blocks = notice() .. document.blocks:walk({ Div = part }):walk({ Span = from_front(document.meta) }):walk({ Div = only, Span = only, Inlines = brackets }):walk({ Cite = cite })
  local letters = letter_appendices(document.blocks)
  document.blocks = document.blocks:walk({ Cite = to_appendices(letters) })
  document.meta = with_documents(document.meta)
  for _, name in ipairs({ "abstract" }) do
    local value = document.meta[name]
    if value and (pandoc.utils.type(value) == "Inlines" or pandoc.utils.type(value) == "Blocks") then
      document.meta[name] = value:walk({ Inlines = brackets }):walk({ Cite = cite })
    end
  end
  return document
end
