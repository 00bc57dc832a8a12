-- What the page adds to the common part: notes beside the text, tables that scroll, drawings and data within the file, fonts by script, colours.
-- Loaded by pilcrow.lua, which hands over how files are read, problems reported and links led to pages of documents.

local read_file, report, lead_to_page, named_doubt, say = ...

local function encoded(content)
  return (content:gsub("[^%w%-_.~,]", function(byte)
    return string.format("%%%02X", byte:byte())
  end))
end

-- A drawing within the address of its image: shorter than in base64, and the same bytes from every renderer.
local function drawing_address(content)
  -- Pandoc writes either quotation mark as a longer entity: encoded, both are shorter.
  return "data:image/svg+xml," .. content:gsub("[\r\n]+", " "):gsub("[^%w%-_.~,;:/?@&=+$!()*]", function(byte)
    return string.format("%%%02X", byte:byte())
  end)
end

-- Drawings of Pilcrow's own stand in the page as they are, so that a theme chosen in the page is chosen in them. Their letters are outlines,
-- which all drawings share, as they share words and styles: each is written once, at the end of the page or among its colours.
local outlines, shared, drawn = {}, {}, 0
local words, shared_words = {}, {}
local styles, shared_styles = {}, {}

-- Runs of letters as references to words, which begin at their first letter.
local LETTER = '^<use href="#(G%d+)"([^>]-)/>'
local function with_words(inside)
  local written, at = {}, 1
  while true do
    local from = inside:find('<use href="#G', at, true)
    if not from then
      break
    end
    table.insert(written, inside:sub(at, from - 1))
    local letters, left, stop = {}, nil, from
    while true do
      local first, last, letter, rest = inside:find(LETTER, stop)
      local x = rest and (rest:match("^%s*$") and "0" or rest:match('^%s*x="(-?%d+)"%s*$'))
      if not first or not x then
        break
      end
      left = left or tonumber(x)
      local moved = tonumber(x) - left
      table.insert(letters, '<use href="#' .. letter .. '"' .. (moved ~= 0 and ' x="' .. moved .. '"' or "") .. "/>")
      stop = last + 1
    end
    if #letters < 2 then
      stop = inside:find(">", from, true) + 1
      table.insert(written, inside:sub(from, stop - 1))
    else
      local word = table.concat(letters)
      if not words[word] then
        table.insert(shared_words, word)
        words[word] = "W" .. #shared_words
      end
      table.insert(written, '<use href="#' .. words[word] .. '"' .. (left ~= 0 and ' x="' .. left .. '"' or "") .. "/>")
    end
    at = stop
  end
  return table.concat(written) .. inside:sub(at)
end

-- Styles as classes; what refers to something in its own drawing stays.
local function with_styles(inside)
  local function class_of(style)
    if not style:match("^[%w%s#.,:;%-]+$") then
      return nil
    end
    if not styles[style] then
      table.insert(shared_styles, style)
      styles[style] = "z" .. #shared_styles
    end
    return styles[style]
  end
  inside = inside:gsub('class="([^"]*)" style="([^"]*)"', function(classes, style)
    local own = class_of(style)
    return own and 'class="' .. classes .. " " .. own .. '"' or nil
  end)
  return (inside:gsub(' style="([^"]*)"', function(style)
    local own = class_of(style)
    return own and ' class="' .. own .. '"' or nil
  end))
end

-- Lines and boxes of one style that follow one another are one path.
local function merged(inside)
  return (inside:gsub('<path d="([^"]*)" class="(z%d+)"/>', function(path, class)
    return "\1" .. class .. "\2" .. path .. "\3"
  end):gsub("\1[^<]*\3", function(run)
    local written, before = {}, nil
    for class, path in run:gmatch("\1([^\2]*)\2([^\3]*)\3") do
      table.insert(written, class == before and path or (before and '" class="' .. before .. '"/>' or "") .. '<path d="' .. path)
      before = class
    end
    return table.concat(written) .. '" class="' .. before .. '"/>'
  end))
end

local function drawing_styles()
  local lines = {}
  for index, style in ipairs(shared_styles) do
    table.insert(lines, ".z" .. index .. "{" .. style .. "}")
  end
  return table.concat(lines)
end
local theme_of = {} -- colour → number of the theme that figures draw in it
local other_use = {} -- colours of themes that figures also draw other things in

local function read_theme_colours()
  local content = read_file("look/palette.json")
  local palette = content and pandoc.json.decode(content, false) or {}
  for index, colour in ipairs(palette.themes and palette.themes.light or {}) do
    theme_of[colour:lower()] = theme_of[colour:lower()] or index
  end
  for _, colour in pairs(palette.colour and palette.colour.light or {}) do
    other_use[colour:lower()] = true
  end
end

local function drawing(content)
  drawn = drawn + 1
  local own, known = "F" .. drawn, {}
  local view = content:match('viewBox="([^"]*)"')
  local inside = content:match("<svg[^>]*>(.*)</svg>")
  if not view or not inside then
    return nil
  end
  inside = inside:gsub("<title>.-</title>", ""):gsub("<style.->.-</style>", ""):gsub("[\r\n]+", " ")
  inside = inside:gsub('<path d="([^"]*)" id="([^"]*)"/>', function(outline, name)
    if not outlines[outline] then
      table.insert(shared, outline)
      outlines[outline] = "G" .. #shared
    end
    known[name] = outlines[outline]
    return ""
  end):gsub('<path id="[^"]*"/>', ""):gsub("<defs></defs>", "")
  inside = inside:gsub('([%s"(])href="#([^"]*)"', function(before, name) return before .. 'href="#' .. (known[name] or own .. name) .. '"' end)
  inside = inside:gsub('(%s)id="([^"]*)"', '%1id="' .. own .. '%2"'):gsub("url%(#([^)]*)%)", "url(#" .. own .. "%1)")
  -- What is drawn in the colour of a theme says whose it is. A figure shows themes if it has a colour that stands for nothing else.
  local shows_themes = false
  for colour in inside:gmatch("#%x%x%x%x%x%x") do
    shows_themes = shows_themes or theme_of[colour:lower()] ~= nil and not other_use[colour:lower()]
  end
  inside = not shows_themes and inside or inside:gsub('<(%a+)([^>]-)style="([^"]*)"', function(name, before, style)
    local theme = theme_of[(style:match("fill:(#%x+)") or ""):lower()] or theme_of[(style:match("stroke:(#%x+)") or ""):lower()]
    return theme and ("<" .. name .. before .. 'class="of-theme t' .. theme .. '" style="' .. style .. '"') or nil
  end)
  return '<svg viewBox="' .. view .. '" focusable="false">' .. merged(with_styles(with_words(inside))) .. "</svg>"
end

local function figure_of(image)
  local wide = image.src:match("^figures/[%w%-]+%.svg$") and read_file(image.src)
  wide = wide and drawing(wide)
  if not wide then
    return nil
  end
  local narrow = read_file((image.src:gsub("%.svg$", "-narrow.svg")))
  narrow = narrow and drawing(narrow)
  local alternative = (image.attributes.alt or pandoc.utils.stringify(image.caption)):gsub("[&<>\"]", { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;" })
  local markup = '<span class="drawing' .. (narrow and " two" or "") .. '" role="img" aria-label="' .. alternative .. '">' .. wide .. (narrow or "") .. "</span>"
  return pandoc.RawInline("html", markup)
end

local function shared_outlines()
  if #shared == 0 then
    return {}
  end
  local lines = {}
  for index, outline in ipairs(shared) do
    table.insert(lines, '<path d="' .. outline .. '" id="G' .. index .. '"/>')
  end
  for index, word in ipairs(shared_words) do
    table.insert(lines, '<g id="W' .. index .. '">' .. word .. "</g>")
  end
  return { pandoc.RawBlock("html", '<svg class="outlines" width="0" height="0" aria-hidden="true" focusable="false"><defs>' .. table.concat(lines) .. "</defs></svg>") }
end

-- An address that is printed as it is may end a line after what divides it, and not inside a word.
local function divided(link)
  local shown = #link.content == 1 and link.content[1].t == "Str" and link.content[1].text or ""
  if not shown:match("^https?://") then
    return nil
  end
  local parts, from = pandoc.Inlines({}), 1
  local host = select(2, shown:find("^https?://"))
  while true do
    local at = shown:find("[/_=&?%%]", math.max(from, host + 1))
    if not at or at == #shown then
      break
    end
    parts:insert(pandoc.Str(shown:sub(from, at)))
    parts:insert(pandoc.RawInline("html", "<wbr>"))
    from = at + 1
  end
  parts:insert(pandoc.Str(shown:sub(from)))
  link.content = parts
  return link
end

-- A table with columns of prose is read row by row on a narrow page, each cell below its head: the heads stand in the variables --l1,
-- --l2 … of the table, for the styles.
local PROSE = 90 -- characters of a row

local function stacked(table_block)
  local rows, longest = 0, 0
  for _, body in ipairs(table_block.bodies) do
    for _, row in ipairs(body.body) do
      local letters = 0
      for _, cell in ipairs(row.cells) do
        if cell.row_span > 1 or cell.col_span > 1 then
          return
        end
        letters = letters + #pandoc.utils.stringify(pandoc.Blocks(cell.contents))
      end
      rows, longest = rows + 1, math.max(longest, letters)
    end
  end
  local head = table_block.head.rows
  if #head ~= 1 or #table_block.colspecs < 4 or rows == 0 or longest < PROSE then
    return
  end
  local labels = {}
  for index, cell in ipairs(head[1].cells) do
    local words = pandoc.utils.stringify(pandoc.Blocks(cell.contents)):gsub("[\\']", "\\%0")
    table.insert(labels, "--l" .. index .. ":'" .. words .. "'")
  end
  table_block.classes:insert("stacked")
  table_block.attributes.style = table.concat(labels, ";")
end

local function html_image(image)
  local figure = figure_of(image)
  if figure then
    return figure
  end
  local content = image.src:match("%.svg$") and not image.src:match("^%a+:") and read_file(image.src)
  if content then
    image.src = drawing_address(content)
  end
  return image
end

local function html_link(link)
  if link.classes:includes("page") then
    return {}
  end
  if link.classes:includes("doubt-sign") then
    return named_doubt(link)
  end
  if not link.classes:includes("data") then
    return divided(link)
  end
  local content = read_file(link.target)
  if not content then
    report("There is no file " .. link.target .. " to link.")
    return link.content
  end
  link.attributes.download = pandoc.path.filename(link.target)
  link.target = "data:text/csv;charset=utf-8," .. encoded(content)
  return link
end

local OF_QUARTO = { header = true, odd = true, even = true }

local function html_blocks(blocks)
  local noted, count, notes = false, 0, {} -- whether there are notes, and those of the block at hand
  blocks = blocks:walk({ Image = html_image, Link = html_link, Note = function() noted = true end })
  local framed
  -- A note is a number here and a side note after the block that holds it.
  local function numbered(note)
    count = count + 1
    local number = tostring(count)
    table.insert(notes, pandoc.Div(
      pandoc.Blocks({
        pandoc.Para({
          pandoc.Link(number, "#noteref-" .. number, "", pandoc.Attr("", { "note-number" }, { { "aria-label", say("Note {number}, back to the text", { number = number }) } })),
        }),
      }) .. note.content:walk({ Table = framed }),
      pandoc.Attr("note-" .. number, { "side-note" }, { { "role", "note" } })
    ))
    return pandoc.Superscript({
      pandoc.Link(number, "#note-" .. number, "", pandoc.Attr("noteref-" .. number, { "note-ref" }, { { "aria-label", say("Note {number}", { number = number }) } })),
    })
  end
  local function with_notes(block)
    notes = {}
    return noted and block:walk({ Note = numbered }) or block
  end
  local function beside_notes(block)
    if #notes == 0 then
      return block, false
    elseif block.t == "Plain" then
      block = pandoc.Para(block.content) -- one element, beside which the notes stand
    end
    return pandoc.Div({ block, pandoc.Div(notes, pandoc.Attr("", { "side-notes" })) }, pandoc.Attr("", { "noted" })), false
  end
  function framed(table_block)
    -- Quarto marks the rows of the tables that it has read.
    local function unmarked(element)
      element.classes = element.classes:filter(function(class) return not OF_QUARTO[class] end)
      return element
    end
    stacked(table_block)
    table_block.head.rows = table_block.head.rows:map(unmarked)
    table_block.foot.rows = table_block.foot.rows:map(unmarked)
    -- A header says what it heads: its column, or its row.
    for _, row in ipairs(table_block.head.rows) do
      for _, cell in ipairs(row.cells) do
        cell.attributes.scope = #cell.contents > 0 and "col" or nil
      end
    end
    for _, body in ipairs(table_block.bodies) do
      body.body = body.body:map(unmarked)
      for _, row in ipairs(body.body) do
        for index = 1, math.min(body.row_head_columns, #row.cells) do
          row.cells[index].attributes.scope = "row"
        end
      end
    end
    -- Its title and notes name it; the link to its data does not.
    local named = table_block.caption.long:walk({
      Span = function(span)
        return span.classes:includes("only-html") and {} or nil
      end,
    })
    local label = pandoc.utils.stringify(named)
    if label == "" then
      label = say("Table")
    end
    return pandoc.Div({ table_block }, pandoc.Attr("", { "table-frame" }, { { "role", "region" }, { "tabindex", "0" }, { "aria-label", label } }))
  end
  local within
  local function own(block) return beside_notes(with_notes(block)) end
  within = {
    traverse = "topdown",
    Para = noted and own or nil, Plain = noted and own or nil, LineBlock = noted and own or nil, Header = noted and own or nil,
    Table = function(block) return beside_notes(framed(with_notes(block))) end,
    Figure = noted and function(figure)
      figure.content = figure.content:walk(within)
      notes = {}
      figure.caption.long = figure.caption.long:walk({ Note = numbered })
      return beside_notes(figure)
    end or nil,
    DefinitionList = noted and function(list)
      local of_terms = {}
      list.content = list.content:map(function(item)
        notes = of_terms
        local term = item[1]:walk({ Note = numbered })
        return { term, pandoc.List(item[2]):map(function(meaning) return pandoc.Blocks(meaning):walk(within) end) }
      end)
      notes = of_terms
      return beside_notes(list)
    end or nil,
  }
  return blocks:walk(within)
end

-- The title is the page's one heading of the first level; sections stand below it.
local function below_title(blocks)
  return blocks:walk({
    Header = function(header)
      header.level = math.min(header.level + 1, 6)
      return header
    end,
  })
end

-- Sections that are folded: those of the class "fold" or "appendix", and those right below the heading of the appendices. The heading
-- stays in sight, and what is below it opens with it; a link that leads in opens it too.
local APPENDIX = "section-appendix" -- what compose makes of {#sec-appendix}

local function folded(blocks)
  local result, open, appendix = pandoc.Blocks({}), {}, nil
  local function close(level)
    while #open > 0 and open[#open] >= level do
      table.remove(open)
      result:insert(pandoc.RawBlock("html", "</details>"))
    end
  end
  for _, block in ipairs(blocks) do
    local header = block.t == "Header" and block or nil
    if block.t == "Div" and not header then
      -- A heading with a note stands in a block with it.
      local first = block.classes:includes("noted") and block.content[1]
      header = first and first.t == "Header" and first or nil
    end
    if not header then
      result:insert(block)
    else
      local level, classes = header.level, header.classes
      close(level)
      if appendix and level <= appendix then
        appendix = nil
      end
      if header.identifier == APPENDIX or classes:includes("appendices") then
        appendix = level
      end
      local below = appendix and level == appendix + 1
      if below or classes:includes("fold") or classes:includes("appendix") then
        table.insert(open, level)
        result:insert(pandoc.RawBlock("html", '<details class="folded"><summary>'))
        result:insert(block)
        result:insert(pandoc.RawBlock("html", "</summary>"))
      else
        result:insert(block)
      end
    end
  end
  close(0)
  return result
end

-- What is in doubt is said on top, before the abstract.
local function doubts_of(document)
  local found
  document.blocks = document.blocks:walk({
    Div = function(div)
      if div.identifier ~= "doubts" then
        return nil
      end
      found = pandoc.Blocks({ div })
      return {}
    end,
  })
  return found
end

-- The scripts of the report, by the font files that have them
local SCRIPTS = {
  { "latin-ext", function(c) return (c >= 0x100 and c <= 0x24F and c ~= 0x131 and c ~= 0x152 and c ~= 0x153) or (c >= 0x1E00 and c <= 0x1EFF) end },
  { "cyrillic", function(c) return c >= 0x400 and c <= 0x4B1 end },
  { "greek", function(c) return c >= 0x370 and c <= 0x3FF end },
}

local function font_styles(document)
  local found = {}
  for letters in pandoc.utils.stringify(document.blocks):gmatch("[\xC4-\xF4][\x80-\xBF]+") do
    for _, codepoint in utf8.codes(letters) do
      for _, script in ipairs(SCRIPTS) do
        found[script[1]] = found[script[1]] or script[2](codepoint)
      end
    end
  end
  local styles = pandoc.List({ "look/fonts/latin.css" })
  for _, script in ipairs(SCRIPTS) do
    if found[script[1]] then
      styles:insert("look/fonts/" .. script[1] .. ".css")
    end
  end
  return styles
end

-- Colours and sizes come from the palette, which the figures share, as custom properties of the page.
local function tokens()
  local content = read_file("look/palette.json")
  local palette = content and pandoc.json.decode(content, false) or {}
  local function safe(value)
    return type(value) == "string" and value:match("^[#%w%s.,%-]+$") or nil
  end
  local function colours(mode)
    local lines = {}
    local own = palette.page and palette.page[mode] or {} -- of the report's option theme: the page's alone
    for name, value in pairs(palette.colour and palette.colour[mode] or {}) do
      table.insert(lines, "--" .. name .. ":" .. (safe(own[name] or value) or "currentcolor"))
    end
    for index, value in ipairs(palette.themes and palette.themes[mode] or {}) do
      table.insert(lines, "--theme-" .. index .. ":" .. (safe(value) or "currentcolor"))
    end
    table.sort(lines)
    return table.concat(lines, ";")
  end
  local dark = colours("dark")
  local page = palette.type and palette.type.page or {}
  local css = ":root{" .. colours("light")
  for _, name in ipairs({ "base", "small", "line-height", "measure" }) do
    local value = safe(tostring(page[name] or ""))
    if value then
      css = css .. ";--" .. name .. ":" .. value
    end
  end
  css = css .. "}@media screen and (prefers-color-scheme:dark){:root:not([data-mode=light]){" .. dark .. "}}"
  css = css .. "@media screen{:root[data-mode=dark]{" .. dark .. "}}"
  for index, line in ipairs(palette.themes and palette.themes.line or {}) do
    -- Lines that take more room than the others are finer; broken ones are drawn in whole pixels, lest a browser round them down to hairlines.
    local fine = (line == "wavy" or line == "double") and ";--w:1px" or (line == "dashed" or line == "dotted") and ";--w:2px" or ""
    css = css .. ".t" .. index .. "{--t:var(--theme-" .. index .. ");--l:" .. (safe(line) or "solid") .. fine .. "}"
  end
  local only = palette.page and palette.page.only
  return css, (only == "light" or only == "dark") and only or nil
end

-- Where the text begins, for the link that skips to it
local function text_anchor(document)
  local anchor
  document.blocks:walk({
    traverse = "topdown",
    Div = function(div)
      if div.classes:includes("document") then
        anchor = anchor or div.identifier
        return nil, false
      end
    end,
  })
  return anchor
end

return function(document)
  local abstract = document.meta.abstract
  if pandoc.utils.type(abstract) == "Blocks" or pandoc.utils.type(abstract) == "Inlines" then
    document.meta.abstract = abstract:walk({ Link = function(link) return named_doubt(link) or lead_to_page(link) end })
  end
  document.meta["transcript-anchor"] = document.meta["transcript-anchor"] or text_anchor(document)
  read_theme_colours()
  document.blocks = folded(below_title(html_blocks(document.blocks)))
  document.blocks:extend(shared_outlines())
  document.meta["doubts"] = doubts_of(document)
  document.meta["font-styles"] = font_styles(document)
  document.meta["skip-to"] = document.meta["skip-to"] or say("Skip to the report")
  document.meta["skip-to-text"] = say("Skip to the text")
  local words = read_file("words.json")
  document.meta["words"] = words and pandoc.RawInline("html", (words:gsub("<", "\\u003c"))) or nil
  local head = read_file("head.html")
  document.meta["head-tags"] = head and pandoc.RawBlock("html", head) or document.meta["head-tags"]
  local css, ground = tokens()
  document.meta["tokens"] = pandoc.RawInline("html", css .. drawing_styles())
  document.meta["ground"] = ground
  return document
end
