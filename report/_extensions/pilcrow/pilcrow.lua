-- Shows the report in Quarto's own preview, with what the last build of Pilcrow made. The filter itself is part of that build,
-- results/compose/look/preview.lua, so that both are always of one version.

local function read(path)
  local file = io.open(path, "rb")
  local content = file and file:read("a")
  if file then
    file:close()
  end
  return content
end

local root = pandoc.path.directory(quarto.project.directory or pandoc.system.get_working_directory())
local composed = pandoc.path.join({ root, "results", "compose" })
local filter = read(pandoc.path.join({ composed, "look", "preview.lua" }))

-- Without a build, what it would give is named in brackets, because Quarto would warn of each.
local function named(document)
  local known = { refs = true }
  document:walk({ Block = function(block) known[block.identifier or ""] = true end, Inline = function(inline) known[inline.identifier or ""] = true end })
  local read_well, works = pcall(pandoc.utils.references, document)
  for _, work in ipairs(read_well and works or {}) do
    known[work.id] = true
  end
  local function missing(citation)
    local kind = citation.id:match("^(%l+)%-")
    local numbered = kind == "fig" or kind == "tbl" or kind == "sec" or kind == "eq" or kind == "lst"
    return not known[citation.id] and (numbered or read_well)
  end
  local walk = {
    Span = function(span)
      local name = (span.attributes["data-raw"] or ""):match("^{{<%s*var%s+(%S+)%s*>}}$")
      return name and pandoc.Str("[" .. name .. "]") or nil
    end,
    -- In the front matter a shortcode still consists of words.
    Inlines = function(inlines)
      local made = pandoc.Inlines({})
      local index = 1
      local function words(at)
        return inlines[at] and inlines[at].t == "Str" and inlines[at].text or ""
      end
      while index <= #inlines do
        local before, after = words(index):match("^(.*){{<$"), words(index + 6):match("^>}}(.*)$")
        if before and after and words(index + 2) == "var" then
          made:insert(pandoc.Str(before .. "[" .. words(index + 4) .. "]" .. after))
          index = index + 7
        else
          made:insert(inlines[index])
          index = index + 1
        end
      end
      return made
    end,
    Cite = function(cite)
      local lacking = cite.citations:filter(missing)
      local names = lacking:map(function(one) return one.id end)
      return #names > 0 and pandoc.Str("[" .. table.concat(names, "; ") .. "]") or nil
    end,
  }
  document.blocks = document.blocks:walk(walk)
  for name, value in pairs(document.meta) do
    local kind = pandoc.utils.type(value)
    if kind == "Inlines" or kind == "Blocks" then
      document.meta[name] = value:walk(walk)
    end
  end
  return document
end

function Pandoc(document)
  if filter then
    return assert(load(filter, "@preview.lua"))(root, composed, read)(document)
  end
  local words = "Nothing was built yet, so numbers, citations of paragraphs and inserted parts are missing. Type snakemake, then look again."
  document = named(document)
  document.blocks:insert(1, pandoc.Div({ pandoc.Para(words) }, pandoc.Attr("", { "callout-warning" })))
  return document
end
