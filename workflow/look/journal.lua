-- What docx, EPUB and JATS need beyond the common part: named styles, the front matter that their templates do not print, drawings in a form
-- that they show. Loaded by pilcrow.lua.

local form, read_file, load_part = ...

-- Classes as styles of a docx file, so that a journal's own file can set them.
local STYLES = {
  document = "Transcript", paragraph = "Transcript Paragraph", foot = "Paragraph Foot", note = "Report Note", callout = "Callout",
  references = "Bibliography", doubts = "Doubts", details = "Author Details", small = "Small",
  evidence = "Evidence", ["margin-number"] = "Paragraph Number",
}

local function styled(element)
  if form == "docx" then
    for _, class in ipairs(element.classes) do
      if STYLES[class] then
        element.attributes["custom-style"] = STYLES[class]
        break
      end
    end
  end
  return element
end

local DROPPED = { "page", "sign", "apparatus-sign", "number" } -- links that only the page or the print can show

local function link(element)
  for _, class in ipairs(DROPPED) do
    if element.classes:includes(class) then
      return {}
    end
  end
  if element.classes:includes("data") then
    return element.content
  end
  element.attributes = {}
  element.classes = {}
  return element
end

local TEXT_WIDTH = 6.2 -- inches of a line in a word processor

-- Vectors in a word processor are set as pixels beforehand; beside a JATS file the drawings lie in the composed project.
local function image(element)
  if form == "docx" and element.src:match("%.svg$") then
    local pixels = element.src .. ".png"
    element.src = read_file(pixels) and pixels or element.src
  end
  local share = form == "docx" and (element.attributes.width or ""):match("^([%d.]+)%%$")
  if share then -- which Pandoc takes for the most that an image may have
    element.attributes.width = ("%.3fin"):format(tonumber(share) / 100 * TEXT_WIDTH)
  elseif form == "jats" and not element.src:match("^%a+:") then
    element.src = "compose/" .. element.src
  end
  local alternative = element.attributes.alt or pandoc.utils.stringify(element.caption)
  if form == "jats" then -- whose writer does not escape it
    alternative = alternative:gsub("&", "and"):gsub("<", "less than "):gsub(">", "more than ")
  end
  element.caption = pandoc.Inlines(alternative) -- from where the writers take it
  element.attributes.alt = nil
  element.attributes["aria-label"] = nil
  return element
end

-- A word processor breaks a word that is wider than its column, so a column has room for its longest.
local LINE = 68 -- characters of the size of a table, in the wide letters that a machine may have instead of the named font
local low = load_part("widths.lua")

-- Words before a block's first word.
local function before_first(div, words)
  local first = div.content[1]
  if first and first.content then
    first.content:insert(1, pandoc.Space())
    first.content:insert(1, words)
    div.content[1] = first
  end
end

-- The number of a paragraph as it is cited: 8, h1, s2.
local function numbered(div)
  local number = (div.attributes["data-number"] or ""):gsub("^p(%d)", "%1")
  if number ~= "" then
    before_first(div, pandoc.Span("[" .. number .. "]", pandoc.Attr("", { "margin-number" })))
  end
  div.attributes = pandoc.Attr("", {}, {}).attributes
  return styled(div)
end

local function without_data(element)
  local language = element.attributes.lang
  element.attributes = language and { lang = language } or {}
  return styled(element)
end

-- JATS has neither a box nor a figure within a figure. Pandoc before 3.9 makes a box of each block, and does not know a group of figures.
local function without_blocks(blocks)
  local flat = pandoc.Blocks({})
  for _, block in ipairs(blocks) do
    if block.t == "Div" then
      flat:extend(without_blocks(block.content))
    else
      local words = block.t == "Plain" and block.content[1].t ~= "Image"
      flat:insert(words and pandoc.Para(block.content) or block)
    end
  end
  return flat
end

-- From 3.9 on Pandoc makes a paragraph around the lists of a figure, and paragraphs within paragraphs. So our filter does so for all.
local function with_paragraphs(blocks)
  local made = pandoc.Blocks({})
  for _, block in ipairs(blocks) do
    if PANDOC_VERSION < "3.9" and block.t:match("List$") then
      made:extend({ pandoc.RawBlock("jats", '<p specific-use="wrapper">'), block, pandoc.RawBlock("jats", "</p>") })
    elseif block.t == "Plain" and block.content[1].t ~= "Image" or block.t == "LineBlock" then
      made:insert(pandoc.Para(pandoc.utils.blocks_to_inlines({ block })))
    elseif block.t ~= "HorizontalRule" then
      made:insert(block)
    end
  end
  return made
end

local function is_figure(block)
  return block.t == "Figure"
end

-- What holds figures: in an item, a definition or a note Pandoc makes a paragraph of each block, so there the caption of a group, with its
-- name, is a paragraph above its figures.
local in_article

local function article_figure(figure, itemised)
  local content = without_blocks(figure.content)
  local inner = content:filter(is_figure)
  local nested = inner:find_if(function(one) return without_blocks(one.content):find_if(is_figure) end)
  local mixed = nested or #inner < #content
  figure.content = content:walk(in_article(itemised))
  if #inner == 0 or PANDOC_VERSION >= "3.9" and not mixed and not itemised then
    figure.content = #inner == 0 and with_paragraphs(figure.content) or figure.content
    return figure
  end
  local words = pandoc.utils.blocks_to_inlines(figure.caption.long)
  if itemised then
    return pandoc.Blocks({ pandoc.Para({ pandoc.Span(words, pandoc.Attr(figure.identifier)) }) }) .. figure.content
  end
  local group = mixed and "boxed-text" or "fig-group" -- which has nothing but figures
  local id = figure.identifier ~= "" and ' id="' .. figure.identifier .. '"' or ""
  local function raw(text) return pandoc.Blocks({ pandoc.RawBlock("jats", text) }) end
  return raw("<" .. group .. id .. "><caption>") .. { pandoc.Para(words) } .. raw("</caption>") .. figure.content .. raw("</" .. group .. ">")
end

-- JATS has no graphic in an item but in a line, and no lines but those of a paragraph.
local function item_of(blocks)
  return pandoc.Blocks(blocks):walk(in_article(true)):map(function(block)
    if block.t == "LineBlock" then
      return pandoc.Para(pandoc.utils.blocks_to_inlines({ block }))
    end
    if (block.t == "Para" or block.t == "Plain") and #block.content == 1 and block.content[1].t == "Image" then
      block.content:insert(pandoc.Str(""))
    end
    return block
  end)
end

function in_article(itemised)
  local function of(map)
    return function(element)
      element.content = map(element.content)
      return element, false
    end
  end
  local apart = of(function(blocks) return blocks:walk(in_article(false)) end)
  local items = of(function(content) return content:map(item_of) end)
  return {
    traverse = "topdown",
    Figure = function(figure) return article_figure(figure, itemised), false end,
    Div = apart, BlockQuote = apart,
    BulletList = items, OrderedList = items, Note = of(item_of),
    DefinitionList = of(function(content)
      return content:map(function(item) return { item[1], pandoc.List(item[2]):map(item_of) } end)
    end),
  }
end

-- Side by side in a word processor: a table without lines, whose cells are filled row by row.
local function openxml(text)
  return pandoc.RawBlock("openxml", text)
end

-- An image as wide as its cell at most. `share` is that of the line.
local function within(blocks, share)
  return blocks:walk({
    Image = function(image)
      local given = (image.attributes.width or ""):match("^([%d.]+)%%$")
      if given then
        image.attributes.width = ("%.4g%%"):format(tonumber(given) * share)
      elseif not image.attributes.width and not image.attributes.height then
        local file = image.src:match("%.svg$") and image.src .. ".png" or image.src
        local content = read_file(file) or read_file(image.src)
        local known, size = pcall(pandoc.image.size, content or "")
        if known and size.width / (size.dpi_horz or 72) > TEXT_WIDTH * share then
          image.attributes.width = ("%.4g%%"):format(98 * share)
        end
      end
      return image
    end,
  })
end

-- What is in the middle is a panel, which stays with its caption (report/rendering/journal.py).
local function side_by_side(cells, shares, panel)
  local place = panel and '<w:jc w:val="center" />' or ""
  local made = pandoc.Blocks({ openxml('<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct" />' .. place .. '<w:tblLayout w:type="fixed" /></w:tblPr><w:tblGrid>') })
  for _, share in ipairs(shares) do
    made:insert(openxml(('<w:gridCol w:w="%d" />'):format(math.floor(share * TEXT_WIDTH * 1440))))
  end
  made:insert(openxml("</w:tblGrid>"))
  for first = 1, #cells, #shares do
    made:insert(openxml("<w:tr><w:trPr><w:cantSplit /></w:trPr>"))
    for index, share in ipairs(shares) do
      local cell = cells[first + index - 1] or pandoc.Blocks({})
      made:insert(openxml(('<w:tc><w:tcPr><w:tcW w:w="%d" w:type="pct" /></w:tcPr>'):format(math.floor(share * 5000))))
      made:extend(within(cell, share))
      local last = cell[#cell]
      if not last or last.t == "Table" or last.t == "Div" or last.t == "RawBlock" then
        made:insert(openxml("<w:p />")) -- with which a cell has to end
      end
      made:insert(openxml("</w:tc>"))
    end
    made:insert(openxml("</w:tr>"))
  end
  made:insert(openxml("</w:tbl>"))
  return made
end

-- Quarto leaves an empty paragraph between tables.
local function is_empty(blocks)
  local found = false
  blocks:walk({
    Str = function(word) found = found or word.text:gsub("\xC2\xA0", ""):match("%S") ~= nil end, Image = function() found = true end, Table = function() found = true end,
    CodeBlock = function() found = true end, Math = function() found = true end, HorizontalRule = function() found = true end,
    RawBlock = function() found = true end, Code = function() found = true end,
  })
  return not found
end

-- A paragraph of nothing between two tables is Quarto's, and Pandoc sets one there itself.
local function tables_apart(blocks)
  local made = pandoc.Blocks({})
  for index, block in ipairs(blocks) do
    local before, after = blocks[index - 1], blocks[index + 1]
    local between = before and after and before.t == "Table" and after.t == "Table"
    if not (between and block.t == "Para" and is_empty(pandoc.Blocks({ block }))) then
      made:insert(block)
    end
  end
  return made
end

-- A callout in a word processor: a table of one cell with a line at its left, so that the line goes on beside lists and tables. Its look is
-- that of the style "Callout Box", which Pilcrow adds to the file; where Quarto renders by itself, the line is set here. Lengths are in
-- twentieths of a point.
local INDENT, PADDING = 720, 300 -- of a list; of a box
local LINE_AT_LEFT = os.getenv("PILCROW_UNCOVERED") and ""
  or '<w:tblBorders><w:left w:val="single" w:sz="18" w:space="0" w:color="808080" /></w:tblBorders>'

local function callout_box(div, left, width)
  local head = '<w:tbl><w:tblPr><w:tblStyle w:val="CalloutBox" /><w:tblW w:w="%d" w:type="dxa" /><w:tblInd w:w="%d" w:type="dxa" />%s<w:tblLayout w:type="fixed" /></w:tblPr>'
    .. '<w:tblGrid><w:gridCol w:w="%d" /></w:tblGrid><w:tr><w:trPr><w:cantSplit w:val="%s" /></w:trPr><w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa" /></w:tcPr>'
  -- A short one stays on its page.
  local whole = tostring(#pandoc.utils.stringify(div.content) < 800)
  local made = pandoc.Blocks({ openxml(head:format(width, left, LINE_AT_LEFT, width, whole, width)) })
  made:insert(pandoc.Div(within(div.content, 0.94), pandoc.Attr(div.identifier, { "callout" })))
  local last = div.content[#div.content]
  if not last or last.t == "Table" or last.t == "Div" or last.t == "RawBlock" then
    made:insert(openxml("<w:p />")) -- with which a cell has to end
  end
  -- Tables side by side would be one, so a low line stands between.
  made:insert(openxml('</w:tc></w:tr></w:tbl><w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="160" w:lineRule="exact" /></w:pPr></w:p>'))
  return pandoc.Div(made)
end

-- The callouts in blocks; `left` and `width` are those of the lists and boxes around them.
local function boxed_callouts(blocks, left, width)
  local function in_items(list)
    list.content = list.content:map(function(item)
      return boxed_callouts(pandoc.Blocks(item), left + INDENT, width - INDENT)
    end)
    return list, false
  end
  return blocks:walk({
    traverse = "topdown",
    BulletList = in_items, OrderedList = in_items,
    Div = function(div)
      if div.classes:includes("callout") then
        div.content = boxed_callouts(div.content, 0, width - PADDING)
        return callout_box(div, left, width), false
      end
    end,
  })
end

local function in_table(div)
  local style = div.attributes.style or ""
  local cells, shares = pandoc.List({}), pandoc.List({})
  if div.classes:includes("panel") then
    local columns = tonumber(style:match("columns:%s*(%d+)")) or 1
    for _ = 1, columns do
      shares:insert(1 / columns)
    end
  elseif not div.classes:includes("side-by-side") then
    return nil
  end
  local asked, without = 0, 0
  div.content = div.content:filter(function(cell) return cell.t == "Div" and not is_empty(cell.content) end)
  for _, cell in ipairs(div.content) do
    cells:insert(cell.content)
    local width = tonumber(((cell.attributes or {}).style or ""):match("([%d.]+)%%"))
    asked, without = asked + (width or 0), without + (width and 0 or 1)
  end
  if div.classes:includes("side-by-side") then
    for _, cell in ipairs(div.content) do
      local width = tonumber(((cell.attributes or {}).style or ""):match("([%d.]+)%%"))
      shares:insert((width or math.max(100 - asked, 10) / without) / math.max(asked + (without > 0 and 10 * without or 0), 100))
    end
  end
  local panel = div.classes:includes("panel")
  if #cells == 0 then
    return {}
  elseif panel and #cells == 1 then
    return pandoc.Div(cells[1], pandoc.Attr(div.identifier, { "single" }))
  end
  return pandoc.Div(side_by_side(cells, shares, panel), pandoc.Attr(div.identifier))
end

-- Words in cells are smaller than those of the text. A journal's own file sets them by their style.
local function small_cells(table_block)
  local function styled_words(block)
    return pandoc.Div({ pandoc.Para(block.content) }, pandoc.Attr("", {}, { ["custom-style"] = "Table Text" }))
  end
  local function row_of(row)
    row.cells = row.cells:map(function(cell)
      cell.contents = cell.contents:walk({ Plain = styled_words, Para = styled_words })
      return cell
    end)
    return row
  end
  table_block.head.rows = table_block.head.rows:map(row_of)
  table_block.foot.rows = table_block.foot.rows:map(row_of)
  for _, body in ipairs(table_block.bodies) do
    body.body = body.body:map(row_of)
  end
  return table_block
end

local function inner_of(figure)
  local only = #figure.content == 1 and figure.content[1]
  return only and (only.t == "Plain" or only.t == "Para") and only.content or nil
end

-- A word processor sets the blocks of a figure side by side, and a listing is one below the other. A panel is a table of its own.
local function listing(figure)
  local panel = #figure.content == 1 and figure.content[1]
  local inner = panel and panel.t == "Div" and panel.content[1]
  if inner and panel.classes:includes("single") and #panel.content == 1 and (inner.t == "Para" or inner.t == "Plain") then
    figure.content = { pandoc.Plain(inner.content) }
    return figure
  end
  panel = inner and inner.t == "RawBlock"
  if not panel and not figure.classes:includes("listing") then
    -- Pandoc has no alignment of an image; report/rendering/journal.py gives its paragraph the one that is named here.
    local place = figure.classes:find_if(function(class) return class:match("^align%-") end)
    if place and inner_of(figure) then
      inner_of(figure):insert(1, pandoc.RawInline("openxml", "<!--" .. place .. "-->"))
      return figure
    end
    return nil
  end
  local words = pandoc.Para(pandoc.utils.blocks_to_inlines(figure.caption.long))
  local caption = pandoc.Div({ words }, pandoc.Attr("", {}, { ["custom-style"] = "Image Caption" }))
  return pandoc.Div(figure.content .. { caption }, pandoc.Attr(figure.identifier))
end

return function(document)
  if form == "docx" then
    document.blocks = boxed_callouts(document.blocks:walk({ Div = in_table, Blocks = tables_apart }), 0, math.floor(TEXT_WIDTH * 1440))
  end
  document.blocks = document.blocks:walk({
    Link = link,
    Image = image,
    Figure = form == "docx" and listing or nil,
    Table = function(table_block)
      if form == "docx" then
        low(table_block, LINE)
        return small_cells(table_block)
      end
      if form == "jats" and not table_block.bodies:find_if(function(body) return #body.body > 0 end) then
        table_block.bodies[1].body, table_block.head.rows = table_block.head.rows, {} -- which has a row at least
        return table_block
      end
    end,
    -- Raw HTML is the page's: an EPUB needs every element closed.
    RawBlock = function(raw) return raw.format ~= "openxml" and {} or nil end,
    RawInline = function(raw) return raw.format ~= "openxml" and {} or nil end,
    Code = function(code)
      code.classes = {} -- JATS has no language of words in a line
      return code
    end,
    Superscript = function(sign) return #sign.content == 0 and {} or nil end,
    Span = without_data,
    Div = function(div)
      if div.identifier == "refs" then
        return styled(div)
      elseif div.classes:includes("key") then
        return {} -- of colours and letters that only the page and the print have
      end
      return div.classes:includes("paragraph") and numbered(div) or without_data(div)
    end,
  })
  if form == "jats" then
    document.blocks = document.blocks:walk(in_article(false))
  end
  local meta = document.meta
  local date = meta["printed-date"] and pandoc.utils.stringify(meta["printed-date"]) or ""
  if form == "epub" and not date:match("^%d%d%d%d") then
    date = "" -- "Text of …" and "4 mai 2026" are no dates of an EPUB
  end
  meta.date = date ~= "" and date or nil
  if meta.details then
    document.blocks:insert(1, pandoc.Div(meta.details, pandoc.Attr("", { "details" }, form == "docx" and { ["custom-style"] = STYLES.details } or {})))
  end
  if form == "docx" then
    meta["abstract-title"] = meta["word-abstract"] or "Abstract"
  end
  if form == "jats" then
    meta.tags = meta.tags or meta.keywords -- as the template calls them; Quarto has done so already
  end
  if form == "epub" then
    local digest = pandoc.utils.sha1(read_file("report.qmd")) -- the same text has the same identifier
    meta.identifier = ("urn:uuid:%s-%s-5%s-8%s-%s"):format(digest:sub(1, 8), digest:sub(9, 12), digest:sub(14, 16), digest:sub(18, 20), digest:sub(21, 32))
    meta["toc-title"] = nil
  end
  return document
end
