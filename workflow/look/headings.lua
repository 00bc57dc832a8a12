-- Typst: an unnumbered heading keeps its label. (Quarto up to 1.7 writes such headings itself and loses it; so this filter runs first.)
if not FORMAT:match("typst") then
  return {}
end

local function inlines(content)
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
