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

function Pandoc(document)
  if filter then
    return assert(load(filter, "@preview.lua"))(root, composed, read)(document)
  end
  local words = "Nothing was built yet, so numbers, citations of paragraphs and inserted parts are missing. Type snakemake, then look again."
  document.blocks:insert(1, pandoc.Div({ pandoc.Para(words) }, pandoc.Attr("", { "callout-warning" })))
  return document
end
