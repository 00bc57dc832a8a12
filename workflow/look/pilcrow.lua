-- The filter of both renderers. In order: parts are inserted, citations resolved, sections numbered, internal links checked, and our classes become
-- HTML or Typst. Text of a transcript comes as syntax tree and stays one: raw markup is built from identifiers and numbers only.

local typst = FORMAT:match("typst") ~= nil
local html = FORMAT:match("html") ~= nil

local function report(message)
  io.stderr:write("pilcrow-problem: " .. message .. "\n")
end

-- Files ---------------------------------------------------------------------------------------------------------------------------

local function folders()
  local list = pandoc.List({ "" })
  if quarto and quarto.doc and quarto.doc.input_file then
    list:insert(pandoc.path.directory(quarto.doc.input_file))
  end
  for _, file in ipairs(PANDOC_STATE.input_files) do
    list:insert(pandoc.path.directory(file))
  end
  for _, folder in ipairs(PANDOC_STATE.resource_path or {}) do
    list:insert(folder)
  end
  return list
end

local function read_file(path)
  for _, folder in ipairs(folders()) do
    local file = io.open(folder == "" and path or pandoc.path.join({ folder, path }), "rb")
    if file then
      local content = file:read("a")
      file:close()
      return content
    end
  end
  return nil
end

-- Parts ---------------------------------------------------------------------------------------------------------------------------

local function part_of(div)
  local attributes = div.attributes
  if attributes.part then
    return attributes.part
  elseif attributes.figure then
    return "figure-" .. attributes.figure
  elseif attributes.table then
    return "table-" .. attributes.table
  end
  return nil
end

-- Whether a part has citations to resolve; those of the citation to copy are of the page only.
local function cites(content)
  local _, citations = content:gsub('"t": ?"Cite"', "")
  local _, templates = content:gsub('"citation%-template"%]', "")
  return citations > (typst and templates or 0)
end

-- Parts with citations come in before these are resolved, all others after: a transcript is long, and every walk through it costs.
local function insert_parts(blocks, citing)
  return blocks:walk({
    Div = function(div)
      if not div.classes:includes("insert") then
        return nil
      end
      local name = part_of(div)
      -- The page has a part of its own where the documents have pages of their own.
      local content = name and ((html and read_file("blocks/" .. name .. ".html.json")) or read_file("blocks/" .. name .. ".json"))
      if citing and not (content and cites(content)) then
        return nil
      elseif not content then
        report("There is no part “" .. (name or "?") .. "” to insert.")
        return {}
      end
      return pandoc.read(content, "json").blocks
    end,
  })
end

-- Links that lead nowhere, named.
local function report_missing(known, wanted)
  local missing = {}
  for identifier, words in pairs(wanted) do
    if not known[identifier] then
      table.insert(missing, "The link “" .. pandoc.utils.stringify(words) .. "” leads to #" .. identifier .. ", which is nowhere in the report.")
    end
  end
  table.sort(missing)
  for _, message in ipairs(missing) do
    report(message)
  end
end

-- Documents that have pages of their own: document → true
local paged

-- Where on a page of its own a link leads that names a paragraph or a document; nil where it stays here.
local function page_of(link)
  if not paged then
    paged = {}
    local content = read_file("pages.json")
    for _, document in ipairs(content and pandoc.json.decode(content, false).paged or {}) do
      paged[document] = true
    end
  end
  local name, rest = link.target:match("^#([a-z][a-z0-9-]*)(.*)$")
  if not name or not paged[name] or not (rest == "" or rest:match("^%.[phsn]%d+%l*$")) or link.classes:includes("number") then
    return nil
  end
  return "documents/" .. name .. ".html" .. (rest == "" and "" or link.target)
end

local function lead_to_page(link)
  local page = page_of(link)
  if page then
    link.target = page
    return link
  end
end

-- What a screen reader calls the dagger after a citation that is in doubt
local function named_doubt(link)
  if link.classes:includes("doubt-sign") then
    link.attributes["aria-label"] = "In doubt"
    return link
  end
end

-- Section numbers, counted here so that parts that come in later have theirs in every renderer. Typst counts for itself; both need to know
-- in which section an anchor stands, which is what a link of the class "section" without words says. On the way no level of heading is
-- skipped: a screen reader's outline, and PDF/UA, want each level below the one before. The same walk sees that every link leads somewhere:
-- on the page, one to a document with a page of its own leads there; in print, it is left out where what it leads to is not printed.
local function number_sections(blocks)
  local counts, section, within, before, asked, wanted, elsewhere = {}, "", {}, 0, false, {}, {}
  local function note(element)
    if element.identifier and element.identifier ~= "" then
      within[element.identifier] = section
    end
  end
  local function raw(element)
    for identifier in element.text:gmatch('id="([^"]+)"') do
      within[identifier] = section
    end
    for identifier in element.text:gmatch("<([%w%-_.:]+)>%s*$") do
      within[identifier] = section
    end
  end
  local function kept(element)
    if (element.classes:includes("only-pdf") and not typst) or (element.classes:includes("only-html") and not html) then
      return {}, false -- what stands in the other format only
    end
    note(element)
  end
  local numbered = blocks:walk({
    traverse = "topdown",
    Div = kept,
    Span = kept,
    RawBlock = function(block)
      local level = block.format == "typst" and block.text:match("^#heading%(level: (%d+)")
      before = level and tonumber(level) or before
      raw(block)
    end,
    RawInline = raw, Code = note, CodeBlock = note,
    Image = function(image)
      note(image)
      if typst and not image.attributes.alt then -- while its caption is still words
        image.attributes.alt = image.attributes["fig-alt"] or pandoc.utils.stringify(image.caption)
        return image
      end
    end,
    Header = function(header)
      header.level = math.min(header.level, before + 1)
      before = header.level
      if header.classes:includes("unnumbered") then
        section = pandoc.utils.stringify(header.content)
        note(header)
        return header
      end
      counts[header.level] = (counts[header.level] or 0) + 1
      for level = header.level + 1, 6 do
        counts[level] = nil
      end
      local parts = {}
      for level = 1, header.level do
        table.insert(parts, tostring(counts[level] or 0))
      end
      section = table.concat(parts, ".")
      note(header)
      if html then
        header.attributes["data-number"] = section
        header.content = pandoc.Inlines({ pandoc.Span(section, pandoc.Attr("", { "header-section-number" })), pandoc.Space() }) .. header.content
      end
      return header
    end,
    Table = note, Figure = note,
    Link = function(link)
      note(link)
      asked = asked or link.classes:includes("section")
      if link.target:sub(1, 1) == "#" and #link.target > 1 then
        if not page_of(link) then
          wanted[link.target:sub(2)] = link.content
        elseif html then
          return lead_to_page(link)
        else
          elsewhere[link.target:sub(2)] = true
        end
      end
    end,
  })
  report_missing(within, wanted)
  for identifier in pairs(elsewhere) do
    elsewhere[identifier] = not within[identifier] or nil
  end
  return not asked and next(elsewhere) == nil and numbered or numbered:walk({
    Link = function(link)
      if elsewhere[link.target:sub(2)] then
        return link.content
      elseif link.classes:includes("section") and #link.content == 0 then
        local number = within[link.target:sub(2)] or ""
        link.content = pandoc.Inlines(number)
        if number:find("^%d") then
          link.attributes["aria-label"] = "Section " .. number
        end
        return link
      end
    end,
  })
end

-- Citations -----------------------------------------------------------------------------------------------------------------------

-- No line ends after the dash of a range, "1–13".
local function ranges_whole(inlines)
  local whole, index = pandoc.Inlines({}), 1
  while index <= #inlines do
    local first, dash, last = inlines[index], inlines[index + 1], inlines[index + 2]
    if first.t == "Link" and dash and last and dash.t == "Str" and dash.text == "–" and last.t == "Link" then
      if typst then
        whole:extend({ first, pandoc.Str("–\u{2060}"), last })
      else
        whole:insert(pandoc.Span({ first, dash, last }, pandoc.Attr("", { "range" })))
      end
      index = index + 3
    else
      whole:insert(first)
      index = index + 1
    end
  end
  return whole
end

-- "(Lavrov 2022, para. 6)" is "(para. 6)" where the citation before it in the same paragraph is of the same document: what stands before the
-- number only repeats. Prefixes, clusters of several, and citations in the sentence itself stay as they are. A note is a paragraph of its own,
-- but who has read in it of another source needs the name again.
local function as_read(blocks)
  local function shortened(block)
    local last
    return block:walk({
      traverse = "topdown",
      Note = function(note)
        note:walk({
          Cite = function(cite)
            if #cite.citations > 1 or cite.citations[1].id ~= last then
              last = nil
            end
          end,
        })
        return note, false
      end,
      Cite = function(cite)
        local one = #cite.citations == 1 and cite.citations[1]
        local before = last
        last = one and one.id or nil
        local repeated = one and one.id == before and one.mode == "NormalCitation" and #one.prefix == 0
        local opening = repeated and pandoc.utils.stringify(cite.content):match("^[%(%[]")
        local shown = pandoc.Inlines({})
        for _, inline in ipairs(cite.content) do
          if inline.t == "Link" and not inline.target:find("^#ref%-") then
            if opening and inline.target:sub(1, #one.id + 2) == "#" .. one.id .. "." then
              shown = pandoc.Inlines({ pandoc.Str(opening) })
              opening = nil
            end
          end
          shown:insert(inline)
        end
        cite.content = ranges_whole(shown)
        return cite, false
      end,
    })
  end
  return blocks:walk({ Para = shortened, Plain = shortened })
end

local function resolve_citations(document)
  if not (document.meta.bibliography or document.meta.references) then
    return document
  end
  document = pandoc.utils.citeproc(document)
  document = as_read(document) -- the abstract included
  document.meta.bibliography = nil
  document.meta.references = nil
  -- Typst's writer would turn a citation into one of its own.
  document = document:walk({
    Cite = function(cite)
      if not typst then
        return nil
      end
      return cite.content
    end,
  })
  return document
end

-- A report that cites nothing has no list of references, and no heading over it, unless something leads there.
local function without_empty_references(blocks)
  for index, block in ipairs(blocks) do
    if block.t == "Div" and block.identifier == "refs" and #block.content == 0 then
      local heading, wanted = blocks[index - 1], false
      -- An unnumbered heading of the print is written already.
      local name = heading and (heading.t == "Header" and heading.identifier or heading.t == "RawBlock" and heading.text:match("^#heading%(.*<(.-)>$"))
      if name then
        blocks:walk({ Link = function(link) wanted = wanted or link.target == "#" .. name end })
        if not wanted then
          blocks:remove(index)
          blocks:remove(index - 1)
        end
      end
      return blocks
    end
  end
  return blocks
end

-- HTML ----------------------------------------------------------------------------------------------------------------------------

local function encoded(content)
  return (content:gsub("[^%w%-_.~,]", function(byte)
    return string.format("%%%02X", byte:byte())
  end))
end

-- A drawing within the address of its image: shorter than in base64, and the same bytes from every renderer.
local function drawing_address(content)
  local marks = content:find("'", 1, true) and content or content:gsub('"', "'")
  return "data:image/svg+xml," .. marks:gsub("[\r\n]+", " "):gsub("[^%w%-_.~,;:/?@&=+$!'()*]", function(byte)
    return string.format("%%%02X", byte:byte())
  end)
end

local function html_inline(note_count, notes)
  return {
    Image = function(image)
      local content = image.src:match("%.svg$") and not image.src:match("^%a+:") and read_file(image.src)
      if content then
        image.src = drawing_address(content)
      end
      return image
    end,
    -- A note is a number here and a side note after the block that holds it.
    Note = function(note)
      note_count.n = note_count.n + 1
      local number = tostring(note_count.n)
      table.insert(notes, pandoc.Div(
        pandoc.Blocks({
          pandoc.Para({
            pandoc.Link(number, "#noteref-" .. number, "", pandoc.Attr("", { "note-number" }, { { "aria-label", "Note " .. number .. ", back to the text" } })),
          }),
        }) .. note.content,
        pandoc.Attr("note-" .. number, { "side-note" }, { { "role", "note" } })
      ))
      return pandoc.Superscript({
        pandoc.Link(number, "#note-" .. number, "", pandoc.Attr("noteref-" .. number, { "note-ref" }, { { "aria-label", "Note " .. number } })),
      })
    end,
    Link = function(link)
      if link.classes:includes("page") then
        return {}
      end
      if link.classes:includes("doubt-sign") then
        return named_doubt(link)
      end
      if not link.classes:includes("data") then
        return nil
      end
      local content = read_file(link.target)
      if not content then
        report("There is no file " .. link.target .. " to link.")
        return link.content
      end
      link.attributes.download = pandoc.path.filename(link.target)
      link.target = "data:text/csv;charset=utf-8," .. encoded(content)
      return link
    end,
  }
end

local OF_QUARTO = { ["caption-top"] = true, header = true, odd = true, even = true }

local function html_blocks(blocks)
  local note_count = { n = 0 }
  local function with_notes(block)
    local notes = {}
    local walked = block:walk(html_inline(note_count, notes))
    if #notes == 0 then
      return walked
    end
    return pandoc.Div({ walked, pandoc.Div(notes, pandoc.Attr("", { "side-notes" })) }, pandoc.Attr("", { "noted" }))
  end
  local function framed(table_block)
    -- Quarto marks the rows and captions of the tables that it has read.
    local function unmarked(element)
      element.classes = element.classes:filter(function(class) return not OF_QUARTO[class] end)
      return element
    end
    table_block = unmarked(table_block)
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
      label = "Table"
    end
    return pandoc.Div({ table_block }, pandoc.Attr("", { "table-frame" }, { { "role", "region" }, { "tabindex", "0" }, { "aria-label", label } }))
  end
  return blocks:walk({
    traverse = "topdown",
    Div = function(div)
      if not div.classes:includes("citation-template") then
        return nil
      end
      return div:walk({ Note = function(note) return pandoc.utils.blocks_to_inlines(note.content) end }), false
    end,
    Para = function(block) return with_notes(block), false end,
    Plain = function(block) return block:walk(html_inline(note_count, {})), false end,
    Header = function(block) return with_notes(block), false end,
    Table = function(block)
      local notes = {}
      local walked = framed(block:walk(html_inline(note_count, notes)))
      if #notes == 0 then
        return walked, false
      end
      return pandoc.Div({ walked, pandoc.Div(notes, pandoc.Attr("", { "side-notes" })) }, pandoc.Attr("", { "noted" })), false
    end,
  })
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

-- What is in doubt is said on top, before the abstract.
local function doubts_of(document)
  local found
  document.blocks = document.blocks:walk({
    traverse = "topdown",
    Div = function(div)
      if div.identifier ~= "doubts" then
        return nil
      end
      found = pandoc.Blocks({ div })
      return {}, false
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
    for name, value in pairs(palette.colour and palette.colour[mode] or {}) do
      table.insert(lines, "--" .. name .. ":" .. (safe(value) or "currentcolor"))
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
  return css
end

-- Typst ---------------------------------------------------------------------------------------------------------------------------

local function quoted(string)
  return '"' .. string:gsub("\\", "\\\\"):gsub('"', '\\"'):gsub("[\r\n]+", " ") .. '"'
end

local function label_of(identifier)
  return identifier ~= "" and " <" .. identifier .. ">" or ""
end

-- Classes of Divs and Spans that are Typst functions, and the attributes that are their arguments (all strings)
local BLOCKS = {
  document = { "transcript-document", { "data-document", "data-family", "data-date", "lang", "dir" } },
  paragraph = { "transcript-paragraph", { "data-number", "data-kind", "data-speaker" } },
  foot = { "paragraph-foot", { "data-lines" } },
  received = { "received-text", {} },
  note = { "note-block", {} },
  doubts = { "doubts-block", {} },
  doubt = { "doubt-block", {} },
  key = { "key-block", {} },
  references = { "references-block", {} },
  strip = { "strip-block", {} },
  versions = { "versions-block", { "data-document", "data-family", "data-date" } },
  version = { "version-text", { "lang", "dir" } },
  small = { "small-block", {} },
}
local SPANS = {
  evidence = { "evidence", { "data-style", "data-depth" } },
  voice = { "voice-words", { "data-voice", "data-last" } },
  aside = { "aside-words", {} },
  quoted = { "quoted-words", {} },
  added = { "added-words", {} },
  deleted = { "deleted-words", {} },
  lemma = { "lemma-words", {} },
  small = { "small-words", {} },
  speaker = { "speaker-words", {} },
}

local function call(entry, element)
  local arguments = {}
  for _, name in ipairs(entry[2]) do
    local value = element.attributes[name]
    if value then
      table.insert(arguments, name:gsub("^data%-", "") .. ": " .. quoted(value))
    end
  end
  return "#" .. entry[1] .. "(" .. table.concat(arguments, ", ") .. ")["
end

local function entry_for(element, known)
  for _, class in ipairs(element.classes) do
    if known[class] then
      return known[class]
    end
  end
  return nil
end

local function raw(string)
  return pandoc.RawInline("typst", string)
end

local function length(value)
  if value and (value:match("^%d+%.?%d*%%$") or value:match("^%d+%.?%d*[a-z]+$")) then
    return value
  end
  return nil
end

local function image_call(image)
  local arguments = { quoted(image.src), "alt: " .. quoted(image.attributes.alt or "") }
  local width = length(image.attributes.width)
  if width then
    table.insert(arguments, "width: " .. width)
  end
  return "image(" .. table.concat(arguments, ", ") .. ")"
end

-- Characters that no font of the PDF covers, as render found them: named by number, never an empty box.
local function uncovered()
  local characters = {}
  for point in (os.getenv("PILCROW_UNCOVERED") or ""):gmatch("%x+") do
    characters[tonumber(point, 16)] = true
  end
  return characters
end

local SHOWN = 3

local function name_uncovered(document)
  local missing = uncovered()
  if next(missing) == nil then
    return document
  end
  local function named(string)
    local pieces, run = {}, {}
    local function close()
      if #run > 0 then
        local said = table.concat(run, " ", 1, math.min(#run, SHOWN))
        table.insert(pieces, "[" .. said .. (#run > SHOWN and " … " .. #run .. " characters" or "") .. "]")
        run = {}
      end
    end
    for _, point in utf8.codes(string) do
      if missing[point] then
        table.insert(run, ("U+%04X"):format(point))
      else
        close()
        table.insert(pieces, utf8.char(point))
      end
    end
    close()
    return table.concat(pieces)
  end
  local function attributes_named(element)
    for name, value in pairs(element.attributes) do
      element.attributes[name] = named(value)
    end
    return element
  end
  return document:walk({
    Str = function(element) return pandoc.Str(named(element.text)) end,
    Code = function(element) element.text = named(element.text) return element end,
    CodeBlock = function(element) element.text = named(element.text) return element end,
    Image = attributes_named, Div = attributes_named, Span = attributes_named,
  })
end

-- Text is data. Typst reads more in it than letters: "--", "...", "1." at the start of a line, straight quotes and apostrophes; and what
-- follows a function's bracket as an argument, a field or the end of the call. What Pandoc escapes of that differs from version to
-- version, so a word with such a character is written here, each of them by its number.
local function escaped(text)
  local plain = text:find("^[%w\x80-\xFF][%w\x80-\xFF,.!?:)%-]*$")
  local read = text:find("..", 1, true) or text:find("--", 1, true) or text:find("-?", 1, true) or text:find("^%d+[.)]")
  if plain and not read and not text:find("\xE2\x80[\x98-\x9F]") then
    return false
  end
  return (text:gsub("[%p]", function(mark)
    return mark:find("[,!?]") and mark or ("\\u{%x}"):format(mark:byte())
  end))
end

local seen = {} -- words return

local function literal(text)
  local written = seen[text]
  if written == nil then
    written = escaped(text)
    seen[text] = written
  end
  return written and pandoc.RawInline("typst", written) or nil
end

local QUOTES = { SingleQuote = { "‘", "’" }, DoubleQuote = { "“", "”" } }

local WORDS = {
  Str = function(string) return literal(string.text) end,
  Quoted = function(quoted_words)
    local marks = QUOTES[tostring(quoted_words.quotetype)]
    return pandoc.Inlines({ raw(marks[1]) }) .. quoted_words.content .. pandoc.Inlines({ raw(marks[2]) })
  end,
}

-- The letters of a mark: the page draws them by its style, print writes them.
local function lettered(link)
  local letters = link.attributes["data-letters"] or ""
  return literal(letters) or pandoc.Str(letters)
end

-- The front matter that is printed
local PRINTED = { "title", "subtitle", "author", "printed-date", "version", "abstract", "keywords", "running-title" }

local function printed_as_written(value)
  local kind = pandoc.utils.type(value)
  if kind == "Inlines" or kind == "Blocks" then
    return value:walk(WORDS)
  elseif kind == "string" then
    return pandoc.Inlines({ pandoc.Str(value) }):walk(WORDS)
  elseif kind == "List" or kind == "table" then
    for key, item in pairs(value) do
      value[key] = printed_as_written(item)
    end
  end
  return value
end

-- A row stands on one page, unless it may be longer than one.
local LONG_CELL = 400 -- characters: in a narrow column about half a page
local TABLE_LINE = 90 -- characters, of all columns together
local SHORT_TABLE = 18 -- lines: what stands on one page, which it may leave empty to a quarter

local function kept_together(row, widths)
  local lines = 1
  for index, cell in ipairs(row.cells) do
    local length = #pandoc.utils.stringify(cell.contents)
    if length > LONG_CELL then
      return row, math.huge
    end
    lines = math.max(lines, math.ceil(length / (TABLE_LINE * (widths[index] or 1))))
  end
  for _, cell in ipairs(row.cells) do
    cell.attributes["typst:breakable"] = "false"
  end
  return row, lines
end

local FOOT = "#paragraph-foot("
local LINE = 95 -- characters of a foot

-- How many lines of a foot's beginning stay together: all of two or three, of more the first two.
local function lines_kept(block)
  local characters = 0
  for _, inline in ipairs(block.content or {}) do
    local call_of_ours = inline.t == "RawInline" and inline.text:sub(1, 1) == "#"
    characters = characters + (inline.t == "RawInline" and (call_of_ours and 12 or 7) or utf8.len(pandoc.utils.stringify(inline)) or 0)
  end
  local lines = math.ceil(characters / LINE)
  return lines > 3 and 2 or math.max(lines, 1)
end

-- The last line of a foot, where the paragraph is cited, goes with the note before it, or with the text as received, which by now is three blocks.
local function keep_last(content)
  local last = #content - 1
  while last > 1 and content[last].t == "RawBlock" and content[last].format == "html" do
    last = last - 1
  end
  local first = content[last].t == "RawBlock" and last - 2 or last
  if first > 0 and content[#content].t == "Div" and #pandoc.utils.stringify(content[math.min(first + 1, last)]) < LONG_CELL then
    content:insert(last + 1, pandoc.RawBlock("typst", "]"))
    content:insert(first, pandoc.RawBlock("typst", "#kept-with-next["))
  end
end

-- "Cited in 5.2": the links lead to the citations themselves.
local function to_citations(div)
  local words = div.content[1].content
  local pages = words[#words - 1]
  local paragraph = pages and pages.t == "Span" and pages.content[2] and pages.content[2].text:match('^#pages%-citing%("([^"]*)"')
  if not paragraph then
    return nil
  end
  local written = pandoc.Inlines({})
  for _, word in ipairs(words) do
    if word.t == "Link" then
      written:insert(raw("#to-citation(" .. quoted(paragraph) .. ", label(" .. quoted(word.target:sub(2)) .. "))["))
      written:extend(word.content)
      written:insert(raw("]"))
    else
      written:insert(word)
    end
  end
  return pandoc.Div({ pandoc.Para(written) }, div.attr)
end

-- One walk for all, since most of what a walk costs is the way there: words are written, and our classes become calls.
local function typst_blocks(blocks)
  return blocks:walk({
    Str = WORDS.Str,
    Quoted = WORDS.Quoted,
    Image = function(image)
      return raw("#box(" .. image_call(image) .. ")")
    end,
    Math = function(math)
      local written = pandoc.write(pandoc.Pandoc({ pandoc.Plain({ math }) }), "typst"):gsub("%s+$", "")
      return raw("#equation-with-alternative(" .. quoted(math.text) .. ", " .. written .. ")")
    end,
    Link = function(link)
      local classes = link.classes -- fetched once: each time costs
      if #classes == 0 then
        local paragraph = link.target:match("^#([a-z][a-z0-9-]*%.[phsn]%d+%l*)$")
        if not paragraph then
          return nil
        end
        local cited = quoted(paragraph)
        for inner in (link.attributes["data-through"] or ""):gmatch("%S+") do
          cited = cited .. ", " .. quoted(inner)
        end
        return { raw("#citing(" .. cited .. ")"), link }
      elseif classes:includes("page") then
        return raw("#page-of(label(" .. quoted(link.target:sub(2)) .. "))")
      elseif classes:includes("data") then
        return link.content
      elseif classes:includes("number") then
        return {}
      elseif classes:includes("sign") then
        return { raw("#sign(label(" .. quoted(link.target:sub(2)) .. "))["), lettered(link), raw("]") }
      elseif classes:includes("apparatus-sign") then
        link.content = { lettered(link) }
        return link
      end
      return nil
    end,
    Superscript = function(sign) -- the letter of a note
      local link = sign.content[1]
      return link and link.t == "Link" and link.classes:includes("apparatus-sign") and { raw("#apart"), sign } or nil
    end,
    Span = function(span)
      if span.classes:includes("pages") then
        local targets = {}
        for target in (span.attributes["data-targets"] or ""):gmatch("%S+") do
          table.insert(targets, "label(" .. quoted(target) .. ")")
        end
        return raw("#pages-citing(" .. quoted(span.attributes["data-of"] or "") .. ", " .. table.concat(targets, ", ") .. ")")
      end
      local entry = entry_for(span, SPANS)
      if not entry then
        return nil
      end
      return { raw(call(entry, span)) } .. span.content .. { raw("]" .. label_of(span.identifier)) }
    end,
    Div = function(div)
      local entry = entry_for(div, BLOCKS)
      if not entry then
        return div.classes:includes("cited-in") and to_citations(div) or nil
      end
      local content = div.content
      local number = div.attributes["data-number"]
      if number and content[1] and content[1].content then -- its number stands on its first line
        local words = content[1].content
        if words[1] and words[1].t == "Space" then
          words:remove(1)
        end
        words:insert(1, raw("#margin-number(" .. quoted(number) .. ", " .. quoted(div.attributes["data-kind"] or "") .. ")"))
        content[1].content = words
      end
      -- No page ends between a paragraph and its foot, which by now is the call that begins it.
      local foot = div.classes:includes("paragraph") and content[2]
      if foot and content[1].content and foot.t == "RawBlock" and foot.text:sub(1, #FOOT) == FOOT then
        local lines = quoted(tostring(lines_kept(content[3].t == "RawBlock" and content[4] or content[3])))
        content[1].content:insert(raw("#above-foot(" .. lines .. ")"))
        foot.text = FOOT .. "lines: " .. lines .. foot.text:sub(#FOOT + 1)
        content[2] = foot
      elseif div.classes:includes("foot") and #content > 1 then
        keep_last(content)
      elseif div.classes:includes("other-version") then
        div.attributes["data-document"] = nil -- the pair bears the name of its first
      end
      return { pandoc.RawBlock("typst", call(entry, div)) } .. content .. { pandoc.RawBlock("typst", "]" .. label_of(div.identifier)) }
    end,
    Table = function(table_block)
      table_block.classes = table_block.classes:filter(function(class) return class ~= "typst:no-figure" end) -- Quarto's; it loses the caption
      for index, column in ipairs(table_block.colspecs) do
        if column[1] == "AlignDefault" then
          table_block.colspecs[index] = { "AlignLeft", column[2] } -- Typst would centre it
        end
      end
      local widths, lines = {}, 0
      for index, column in ipairs(table_block.colspecs) do
        widths[index] = column[2] or 1 / #table_block.colspecs
      end
      for _, body in ipairs(table_block.bodies) do
        body.body = body.body:map(function(row)
          local kept, height = kept_together(row, widths)
          lines = lines + height
          return kept
        end)
      end
      if lines > SHORT_TABLE then
        return table_block
      end
      return { pandoc.RawBlock("typst", "#short-table["), table_block, pandoc.RawBlock("typst", "]") }
    end,
    -- A label and what it stands for, by turns
    DefinitionList = function(list)
      local written = pandoc.List({ pandoc.RawBlock("typst", "#definitions(") })
      for _, item in ipairs(list.content) do
        local term, definitions = item[1], item[2]
        written:insert(pandoc.RawBlock("typst", "["))
        written:insert(pandoc.Plain(term))
        written:insert(pandoc.RawBlock("typst", "], ["))
        for _, definition in ipairs(definitions) do
          written:extend(definition)
        end
        written:insert(pandoc.RawBlock("typst", "],"))
      end
      written:insert(pandoc.RawBlock("typst", ")"))
      return written
    end,
    Figure = function(figure)
      local images = pandoc.List()
      figure.content:walk({ RawInline = function(inline)
        if inline.format == "typst" and inline.text:match("^#box%(image") then
          images:insert(inline.text:match("^#box%((.*)%)$"))
        end
      end })
      if #images ~= 1 then
        return nil
      end
      local caption = figure.caption.long
      return { pandoc.RawBlock("typst", "#picture(place: " .. quoted(figure.attributes.place or "") .. ", " .. images[1] .. ")[") } .. caption .. { pandoc.RawBlock("typst", "]" .. label_of(figure.identifier)) }
    end,
  })
end

local function is_heading(block)
  return block.t == "Header" or block.t == "RawBlock" and block.text:match("^#heading%(") ~= nil
end

-- Where a figure may float: not above its heading. "here" is right below it, "foot" so near that both may be on one page.
local HALF_PAGE, PICTURE = 1400, 700 -- characters of prose: a float goes to the head only from the upper half; and what a figure takes

local function place_figures(blocks)
  local since, below = math.huge, false
  for _, block in ipairs(blocks) do
    if is_heading(block) then
      since, below = 0, true
    elseif block.t == "Figure" then
      block.attributes.place = below and "here" or since < HALF_PAGE and "foot" or nil
      since, below = since + PICTURE, false
    elseif since < HALF_PAGE then
      since, below = since + (block.t == "Table" and PICTURE or #pandoc.utils.stringify(block)), false
    end
  end
  return blocks
end

-- A long text has pages of its own, and the headings, map and key that lead to it go with it; a section of the class "new-page" begins
-- one. So editions are printed; and what stands between two such breaks Typst sets beside the rest, on as many processors as there are.
local function on_pages_of_its_own(blocks)
  local paged = pandoc.Blocks({})
  local function break_page(position)
    paged:insert(position, pandoc.RawBlock("typst", "#pagebreak(weak: true)"))
  end
  local function leads(block)
    return is_heading(block)
      or block.t == "Div" and (block.classes:includes("strip") or block.classes:includes("key"))
  end
  local after = false
  for _, block in ipairs(blocks) do
    local long = block.t == "Div" and block.classes:includes("document") and block.classes:includes("long")
    if long or block.t == "Header" and block.classes:includes("new-page") then
      local first = #paged + 1
      while first > 1 and leads(paged[first - 1]) do
        first = first - 1
      end
      break_page(first)
    elseif after then
      break_page(#paged + 1)
    end
    paged:insert(block)
    after = long
  end
  return paged
end

-- Dates ---------------------------------------------------------------------------------------------------------------------------

local MONTHS = { "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December" }

-- A date as an English report prints it; Quarto makes every date an ISO date.
local function printed(date, language)
  local year, month, day = date:match("^(%d%d%d%d)%-(%d%d)%-(%d%d)$")
  if not year or not language:match("^en") then
    return date
  end
  return tonumber(day) .. " " .. (MONTHS[tonumber(month)] or month) .. " " .. year
end

local function dates(meta)
  local function string_of(name)
    return meta[name] and pandoc.utils.stringify(meta[name]) or ""
  end
  local date = string_of("date")
  if date ~= "" and not meta["printed-date"] then
    meta["printed-date"] = printed(date, meta.lang and string_of("lang") or "en")
  end
  local year, month, day = string_of("document-date"):match("^(%d%d%d%d)%-(%d%d)%-(%d%d)$")
  if year then
    meta["date-of-file"] = pandoc.RawInline("typst", ("datetime(year: %d, month: %d, day: %d)"):format(tonumber(year), tonumber(month), tonumber(day)))
  end
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

-- The whole -----------------------------------------------------------------------------------------------------------------------

function Pandoc(document)
  document.blocks = insert_parts(document.blocks, true)
  document = resolve_citations(document)
  document.blocks = number_sections(insert_parts(without_empty_references(document.blocks), false))
  dates(document.meta)
  if typst then
    document = name_uncovered(document)
    document.blocks = typst_blocks(on_pages_of_its_own(place_figures(document.blocks)))
    for _, name in ipairs(PRINTED) do
      document.meta[name] = document.meta[name] and printed_as_written(document.meta[name])
    end
  elseif html then
    local abstract = document.meta.abstract
    if pandoc.utils.type(abstract) == "Blocks" or pandoc.utils.type(abstract) == "Inlines" then
      document.meta.abstract = abstract:walk({ Link = function(link) return named_doubt(link) or lead_to_page(link) end })
    end
    document.meta["transcript-anchor"] = document.meta["transcript-anchor"] or text_anchor(document)
    document.blocks = below_title(html_blocks(document.blocks))
    document.meta["doubts"] = doubts_of(document)
    document.meta["font-styles"] = font_styles(document)
    document.meta["tokens"] = pandoc.RawInline("html", tokens())
  end
  return document
end
