-- The scholar's figures, tables, equations, callouts, columns and code blocks, as compose wrote them (report/prose/portable.py), drawn for
-- every format. Loaded by pilcrow.lua before citations are resolved; what is made here is Pandoc's own, or calls of pilcrow.typ.

local typst, html = ...

local function raw(text)
  return pandoc.RawBlock("typst", text)
end

local function quoted(text)
  return '"' .. text:gsub("\\", "\\\\"):gsub('"', '\\"'):gsub("[\r\n]+", " ") .. '"'
end

local function label_of(identifier)
  return identifier ~= "" and " <" .. identifier .. ">" or ""
end

local function only(blocks, class)
  local block = #blocks == 1 and blocks[1]
  local inline = block and (block.t == "Para" or block.t == "Plain") and #block.content == 1 and block.content[1]
  return inline and inline.t == "Span" and inline.classes:includes(class) and inline or nil
end

local function caption_in(inlines)
  local words, rest = pandoc.Inlines({}), pandoc.Inlines({})
  for _, inline in ipairs(inlines) do
    if inline.t == "Span" and inline.classes:includes("caption") then
      words = inline.content
    elseif inline.t ~= "Space" and inline.t ~= "SoftBreak" then -- an image, or what Quarto made of it
      rest:insert(inline)
    end
  end
  return words, rest
end

-- [[words]{.caption} ![](file)]{.scholar-figure #figure-x}
local function figure_of(span)
  local words, images = caption_in(span.content)
  local align = span.attributes.align
  local classes = { "own-figure" }
  if align then
    table.insert(classes, "align-" .. align)
  end
  local figure = pandoc.Figure({ pandoc.Plain(images) }, { long = #words > 0 and { pandoc.Plain(words) } or {} }, pandoc.Attr(span.identifier, classes))
  if typst then
    figure.attributes.place = "fixed"
  end
  return figure
end

local function paragraph(block)
  local span = only({ block }, "scholar-figure")
  if span then
    return figure_of(span)
  end
end

local function equation(span)
  local number = "(" .. (span.attributes.number or "") .. ")"
  if typst then
    return { pandoc.RawInline("typst", "#numbered-equation(" .. quoted(number) .. ")[") } .. span.content .. { pandoc.RawInline("typst", "]" .. label_of(span.identifier)) }
  end
  return pandoc.Span(span.content .. { pandoc.Space(), pandoc.Span(number, pandoc.Attr("", { "equation-number" })) }, pandoc.Attr(span.identifier, { "equation" }))
end

local function code(block)
  if not block.classes:includes("scholar-code") then
    return nil
  end
  local attributes = block.attributes
  local classes = block.classes:filter(function(class) return class ~= "scholar-code" end)
  local content = pandoc.Blocks({ pandoc.CodeBlock(block.text, pandoc.Attr("", classes)) })
  if attributes.file then
    content:insert(1, pandoc.Div({ pandoc.Plain({ pandoc.Code(attributes.file) }) }, pandoc.Attr("", { "file-name", "small" })))
  end
  if not attributes.caption then
    return block.identifier == "" and content or pandoc.Div(content, pandoc.Attr(block.identifier))
  end
  local words = pandoc.utils.blocks_to_inlines(pandoc.read(attributes.caption, "markdown").blocks)
  if typst then
    return pandoc.Blocks({ raw("#listing[") }) .. content .. pandoc.Blocks({ raw("][") }) .. pandoc.Blocks({ pandoc.Plain(words) }) .. pandoc.Blocks({ raw("]" .. label_of(block.identifier)) })
  end
  return pandoc.Figure(content, { long = { pandoc.Plain(words) } }, pandoc.Attr(block.identifier, { "listing" }))
end

local function split_title(content)
  local first = content[1] and only({ content[1] }, "callout-title")
  if first then
    content:remove(1)
    return first.content, content
  end
  return pandoc.Inlines({}), content
end

local function callout(div)
  local title, content = split_title(div.content)
  local kind = div.attributes.kind or "note"
  if typst then
    return pandoc.Blocks({ raw("#callout(" .. quoted(kind) .. ")["), pandoc.Plain(title), raw("][") }) .. content .. pandoc.Blocks({ raw("]" .. label_of(div.identifier)) })
  end
  local head = pandoc.Para({ pandoc.Strong(title) })
  local collapse = html and div.attributes.collapse
  if collapse then
    content = pandoc.Blocks({
      pandoc.RawBlock("html", collapse == "true" and "<details><summary>" or "<details open><summary>"),
      pandoc.Plain({ pandoc.Strong(title) }),
      pandoc.RawBlock("html", "</summary>"),
    }) .. content .. pandoc.Blocks({ pandoc.RawBlock("html", "</details>") })
  else
    content = pandoc.Blocks({ pandoc.Div({ head }, pandoc.Attr("", { "callout-head" })) }) .. content
  end
  return pandoc.Div(content, pandoc.Attr(div.identifier, { "callout", "callout-" .. kind }, { { "role", "note" } }))
end

-- The blocks of a panel, each in a cell of its own; the caption apart.
local function panel(div)
  local words, cells = pandoc.Inlines({}), pandoc.List({})
  for index, block in ipairs(div.content) do
    local span = index == #div.content and only({ block }, "caption")
    local above = div.content[index - 1]
    if span then
      words = span.content
    elseif above and above.t == "Header" then -- which is no part of its own
      cells[#cells] = pandoc.Div({ above, block })
    else
      cells:insert(block)
    end
  end
  local columns = div.attributes.columns or "1"
  if typst then
    local written = pandoc.Blocks({ raw("#panel(" .. columns .. ", [") })
    written:insert(pandoc.Plain(words))
    written:insert(raw("], "))
    for _, cell in ipairs(cells) do
      written:extend({ raw("["), pandoc.Div({ cell }), raw("],") })
    end
    written:insert(raw(")" .. label_of(div.identifier)))
    return written
  end
  local grid = pandoc.Div(cells:map(function(cell) return pandoc.Div({ cell }) end), pandoc.Attr("", { "panel" }, { { "style", "--columns:" .. columns } }))
  if #words == 0 then
    grid.identifier = div.identifier
    return grid
  end
  return pandoc.Figure({ grid }, { long = { pandoc.Plain(words) } }, pandoc.Attr(div.identifier, { "own-figure" }))
end

local function columns(div)
  local cells = div.content:filter(function(block) return block.t == "Div" and block.classes:includes("scholar-column") end)
  if typst then
    local widths = {}
    for _, cell in ipairs(cells) do
      table.insert(widths, cell.attributes.width or "1fr")
    end
    local written = pandoc.Blocks({ raw("#side-by-side((" .. table.concat(widths, ", ") .. ",), ") })
    for _, cell in ipairs(cells) do
      written:insert(raw("["))
      written:extend(cell.content)
      written:insert(raw("],"))
    end
    written:insert(raw(")"))
    return written
  end
  return pandoc.Div(cells:map(function(cell)
    local width = cell.attributes.width
    return pandoc.Div(cell.content, pandoc.Attr(cell.identifier, {}, width and { { "style", "flex:" .. width:gsub("%%$", "") .. " 1 0" } } or {}))
  end), pandoc.Attr(div.identifier, { "side-by-side" }))
end

-- Widths, "40 60", as shares of the line.
local function with_widths(table_block, widths, relative)
  local shares, sum = {}, 0
  for width in (widths or ""):gmatch("%S+") do
    table.insert(shares, tonumber(width))
    sum = sum + tonumber(width)
  end
  if #shares == #table_block.colspecs and sum > 0 then
    for index, column in ipairs(table_block.colspecs) do
      table_block.colspecs[index] = { column[1], shares[index] / (relative and sum or math.max(sum, 100)) }
    end
    if typst or FORMAT:match("docx") then -- which have a reckoning of their own (widths.lua)
      table_block.attributes["own-widths"] = "true"
    end
  end
  return table_block
end

local function table_with_mark(table_block)
  local found
  table_block.classes = table_block.classes:filter(function(class) return class ~= "caption-top" end) -- of Quarto
  table_block.caption.long = table_block.caption.long:walk({
    Span = function(span)
      if span.classes:includes("scholar-table") then
        found = span
        return {}
      end
    end,
  })
  if not found then
    return table_block
  end
  if found.identifier ~= "" then
    table_block.identifier = found.identifier
  end
  if pandoc.utils.stringify(table_block.caption.long) == "" then
    table_block.caption.long = {}
  end
  return with_widths(table_block, found.attributes.widths)
end

-- A table in a block with an identifier: the block's caption and identifier are the table's.
local function table_block_of(div)
  local words, made = nil, pandoc.Blocks({})
  for _, block in ipairs(div.content) do
    local span = only({ block }, "caption")
    if span then
      words = span.content
    else
      made:insert(block)
    end
  end
  if not made:find_if(function(block) return block.t == "Table" end) then
    return panel(div) -- an image or code that is called a table
  end
  return made:map(function(block)
    if block.t == "Table" then
      block.identifier = div.identifier
      if words then
        block.caption.long = pandoc.Blocks({ pandoc.Plain(words) })
      end
      return with_widths(block, div.attributes.widths)
    end
    return block
  end)
end

-- A table written as a list of lists.
local ALIGNMENTS = { l = "AlignLeft", c = "AlignCenter", r = "AlignRight", d = "AlignDefault" }

-- A cell that begins with `[]{colspan=2}` or `[]{rowspan=2}` is over several.
local function cell_of(blocks)
  local words = blocks[1] and blocks[1].content
  local mark = words and words[1] and words[1].t == "Span" and #words[1].content == 0 and words[1].attributes
  if not mark then
    return pandoc.Cell(blocks)
  end
  words:remove(1)
  if words[1] and words[1].t == "Space" then
    words:remove(1)
  end
  blocks[1].content = words
  return pandoc.Cell(blocks, "AlignDefault", tonumber(mark.rowspan) or 1, tonumber(mark.colspan) or 1)
end

local function list_table(div)
  local words, rows = pandoc.Blocks({}), nil
  for _, block in ipairs(div.content) do
    if block.t == "BulletList" then
      rows = block.content
    else
      words:insert(block.t == "Para" and pandoc.Plain(block.content) or block)
    end
  end
  if not rows then
    return nil
  end
  local made, most = pandoc.List({}), 0
  for _, row in ipairs(rows) do
    local cells = pandoc.List({})
    local width = 0
    for _, blocks in ipairs(row[1] and row[1].t == "BulletList" and row[1].content or {}) do
      local cell = cell_of(blocks)
      width = width + cell.col_span
      cells:insert(cell)
    end
    most = math.max(most, width)
    made:insert(pandoc.Row(cells))
  end
  local heads = tonumber(div.attributes["header-rows"] or "1") or 1
  local specs, letters = pandoc.List({}), (div.attributes.aligns or ""):gsub("[^lcrd]", "")
  for index = 1, most do
    specs:insert({ ALIGNMENTS[letters:sub(index, index)] or "AlignDefault", nil })
  end
  local head, body = pandoc.List({}), pandoc.List({})
  for index, row in ipairs(made) do
    (index <= heads and head or body):insert(row)
  end
  local bodies = { { attr = pandoc.Attr(), body = body, head = {}, row_head_columns = tonumber(div.attributes["header-cols"] or "0") or 0 } }
  local built = pandoc.Table({ long = words }, specs, pandoc.TableHead(head), bodies, pandoc.TableFoot(), pandoc.Attr(div.identifier))
  return with_widths(built, (div.attributes.widths or ""):gsub(",", " "), true)
end

-- In docx Quarto sets a paragraph of a space between two tables.
local function is_quartos(block)
  return #block.content == 1 and block.content[1].t == "Str" and not block.content[1].text:gsub("\u{a0}", ""):match("%S")
end

-- Pandoc before 3.9 reads a definition after a blank line as a paragraph, later ones as words. So one paragraph is words, and several are paragraphs.
local function definitions(list)
  list.content = list.content:map(function(item)
    local term, meanings = table.unpack(item)
    local function is_words(block)
      return (block.t == "Para" or block.t == "Plain") and not is_quartos(block)
    end
    return {
      term,
      pandoc.List(meanings):map(function(blocks)
        local several = #pandoc.List(blocks):filter(is_words) > 1
        return pandoc.Blocks(blocks):map(function(block)
          return is_words(block) and (several and pandoc.Para or pandoc.Plain)(block.content) or block
        end)
      end),
    }
  end)
  return list
end

local DIVS = {
  ["scholar-callout"] = callout,
  ["scholar-panel"] = panel,
  ["scholar-columns"] = columns,
  ["scholar-table-block"] = table_block_of,
  ["scholar-list-table"] = list_table,
  ["page-break"] = function()
    if FORMAT:match("docx") then
      return pandoc.RawBlock("openxml", '<w:p><w:r><w:br w:type="page" /></w:r></w:p>')
    end
    return typst and raw("#pagebreak(weak: true)") or nil
  end,
}

-- Blocks that were one stay one until everything is drawn: a panel puts each of its blocks into a cell.
local function together(made)
  return pandoc.utils.type(made) == "Blocks" and #made > 1 and pandoc.Div(made, pandoc.Attr("", { "several" })) or made
end

return function(blocks)
  return blocks
    :walk({
      Para = paragraph,
      Plain = paragraph,
      Span = function(span)
        return span.classes:includes("scholar-equation") and equation(span) or nil
      end,
      CodeBlock = function(block) return together(code(block)) end,
      Table = table_with_mark,
      DefinitionList = definitions,
      Div = function(div)
        for _, class in ipairs(div.classes) do
          if DIVS[class] then
            return together(DIVS[class](div))
          end
        end
      end,
    })
    :walk({
      Div = function(div) return div.classes:includes("several") and div.content or nil end,
    })
end
