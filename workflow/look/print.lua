-- What the print adds to the common part: our classes as calls of pilcrow.typ, words as Typst takes them for words, runs of pages.
-- Loaded by pilcrow.lua, which hands over how further parts are loaded.

local load_part, read_file, say, formula_of, marks = ...
local wording = load_part("words.lua", say, formula_of)
local literal, WORDS = wording.literal, wording.WORDS

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
  voice = { "voice-words", { "data-voice" } },
  aside = { "aside-words", {} },
  quoted = { "quoted-words", {} },
  added = { "added-words", {} },
  deleted = { "deleted-words", {} },
  lemma = { "lemma-words", {} },
  small = { "small-words", {} },
  speaker = { "speaker-words", {} },
  mark = { "highlight", {} }, -- Pandoc's own word for it comes with 3.8
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

-- Typst knows no pixels.
local function in_points(pixels)
  return ("%.5gpt"):format(tonumber(pixels) * 0.75)
end

local function length(value)
  local pixels = value and value:match("^(%d+)px$")
  if pixels then
    return in_points(pixels)
  end
  if value and (value:match("^%d+%.?%d*%%$") or value:match("^%d+%.?%d*[a-z]+$")) then
    return value
  end
  return nil
end

-- What stands in the margin beside a mark: the letters of a theme, the name of a voice. It is told right after the first word: between two
-- words it would stay on the line before, where that ends there. What is written without spaces may be long, and is told after a character.
local UNSPACED = "[\xE3-\xE9]" -- Chinese and Japanese in UTF-8

local function with_margin(content, told)
  for index, inline in ipairs(content) do
    if inline.t == "Str" and inline.text:find(UNSPACED) then
      local second = utf8.offset(inline.text, 2)
      content[index] = pandoc.Str(inline.text:sub(1, second - 1))
      content:insert(index + 1, raw(told))
      content:insert(index + 2, pandoc.Str(inline.text:sub(second)))
      return content
    elseif inline.t == "Str" or inline.t == "RawInline" and inline.text:sub(1, 1) ~= "#" then
      content:insert(index + 1, raw(told))
      return content
    end
  end
  content:insert(1, raw(told))
  return content
end

-- The margin links a mark to what it stands for. With more marks than these the layout would take minutes, since links are many boxes.
local LINKED = 400

local function linked_to(target)
  return marks <= LINKED and ", to: " .. quoted(target) or ""
end

local function margin_of(span)
  local values = span.attributes
  if span.classes:includes("evidence") and values["data-letters"] then
    local key = "key-" .. (values["data-theme"] or ""):gsub("/", ".")
    return "#in-margin(\"theme\", " .. quoted(values["data-letters"]) .. ", style: " .. (tonumber(values["data-style"]) or 1) - 1 .. linked_to(key) .. ");"
  elseif span.classes:includes("voice") and values["data-voice"] and values["data-voice"] ~= "own" then
    return "#in-margin(\"voice\", " .. quoted(values["data-voice"]) .. linked_to("key-voices") .. ");"
  end
  return nil
end

local function image_call(image)
  local arguments = { quoted(image.src), "alt: " .. quoted(image.attributes.alt or "") }
  local width = length(image.attributes.width)
  local height = length(image.attributes.height)
  if width then
    table.insert(arguments, "width: " .. width)
  end
  if height then
    table.insert(arguments, "height: " .. height)
  end
  return "image(" .. table.concat(arguments, ", ") .. ")"
end

-- PDF/UA takes an image without an alternative text only as decoration, as a browser does.
local function boxed(call)
  local described = call:match('alt: ".') and not call:find('alt: ""', 1, true)
  return "#box(" .. (described and call or "decoration(" .. call .. ")") .. ")"
end

local function aligned(figure)
  for _, side in ipairs({ "left", "center", "right" }) do
    if figure.classes:includes("align-" .. side) then
      return ", side: " .. side
    end
  end
  return ""
end

-- A row stands on one page, unless it may be longer than one.
local LONG_CELL = 400 -- characters: in a narrow column about half a page
local TABLE_LINE = 104 -- characters, of all columns together
local low = load_part("widths.lua")
local SHORT_TABLE = 12 -- lines: what stands on one page, which it may leave empty to a fifth

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

-- What Typst needs for the lines of a paragraph grows with the square of its words. So a paragraph of hours is set in pieces: after these
-- many words and spaces a line ends with its sentence.
local PIECE = 8000

local function in_pieces(words)
  local pieces, length = pandoc.Inlines({}), 0
  for index, word in ipairs(words) do
    pieces:insert(word)
    length = length + 1
    local following = length > PIECE and words[index + 1]
    if following and following.t == "Space" and (word.t == "RawInline" or word.t == "Str") and (word.text:match("[.!?]$") or word.text:match("\\u{2e}$")) then
      pieces:insert(raw("#parbreak()"))
      length = 0
    end
  end
  return pieces
end

-- Words in another language than the text around them. Pandoc's versions differ in whether they say so.
local function in_language(element)
  local lang, dir = element.attributes.lang, element.attributes.dir
  if not lang then
    return nil
  end
  element.attributes.lang, element.attributes.dir = nil, nil
  return "#in-language(" .. quoted(lang) .. ", " .. quoted(dir or "ltr") .. ")["
end

-- One walk for all, since most of what a walk costs is the way there: words are written, and our classes become calls.
local function typst_blocks(blocks)
  return blocks:walk({
    Str = WORDS.Str,
    Quoted = WORDS.Quoted,
    Image = function(image)
      return raw(boxed(image_call(image)))
    end,
    Math = WORDS.Math,
    Header = function(header) -- the contents repeat a heading, but not its notes
      header.content = header.content:walk({ Note = function(note) return { raw("#outside-contents["), note, raw("]") } end })
      return header
    end,
    Link = function(link)
      local classes = link.classes -- fetched once: each time costs
      if #classes == 0 then
        local paragraph = link.target:match("^#([a-z][a-z0-9-]*%.[phsn]%d+%l*)$")
        if not paragraph then
          -- An address does not end a line before the name of its site is whole.
          local shown = #link.content == 1 and link.content[1].t == "Str" and link.content[1].text or ""
          local site, rest = shown:match("^(https?://[^/]+/?)(.+)$")
          if not site then
            return nil
          end
          link.content = pandoc.Inlines({ raw("#box["), pandoc.Str(site), raw("];"), pandoc.Str(rest) })
          return link
        end
        local cited = quoted(paragraph)
        for inner in (link.attributes["data-through"] or ""):gmatch("%S+") do
          cited = cited .. ", " .. quoted(inner)
        end
        return { raw("#citing(" .. cited .. ")"), link }
      elseif classes:includes("page") then
        return raw("#page-of(label(" .. quoted(link.target:sub(2)) .. "), one: " .. quoted(say("p.")) .. ")")
      elseif classes:includes("data") then
        return link.content
      elseif classes:includes("number") then
        return {}
      elseif classes:includes("sign") then
        return {} -- the letters stand in the margin
      elseif classes:includes("apparatus-sign") then
        return raw("#noted(" .. quoted(link.attributes["data-letters"] or "") .. linked_to(link.target:sub(2)) .. ");")
      end
      return nil
    end,
    RawInline = function(inline) -- an image that Quarto has written already, from 1.10 on
      if inline.format == "typst" and inline.text:find("^#box%(image%(") then
        local call = inline.text:match("^#box%((.*)%)$"):gsub("(, height: [^,%)]+)(, width: [^,%)]+)", "%2%1")
        inline.text = boxed(call:gsub(", (%l+): (%d+)px", function(side, pixels) return ", " .. side .. ": " .. in_points(pixels) end))
        return inline
      end
    end,
    CodeBlock = function(block) -- no colours: Typst would give them by the language
      block.classes = {}
      return block
    end,
    Code = function(code)
      code.classes = {}
      return code
    end,
    Superscript = function(sign) -- the letter of a note, which is written by now
      local written = sign.content[1]
      return written and written.t == "RawInline" and written.text:match("^#noted") and written or nil
    end,
    Span = function(span)
      if span.classes:includes("pages") then
        local targets = {}
        for target in (span.attributes["data-targets"] or ""):gmatch("%S+") do
          table.insert(targets, "label(" .. quoted(target) .. ")")
        end
        return raw("#pages-citing(" .. quoted(span.attributes["data-of"] or "") .. ", " .. table.concat(targets, ", ") .. ", one: " .. quoted(say("p.")) .. ", several: " .. quoted(say("pp.")) .. ")")
      end
      local entry = entry_for(span, SPANS)
      if not entry then
        local opening = in_language(span)
        return opening and { raw(opening), span, raw("]") } or nil
      end
      local margin = margin_of(span)
      local content = margin and with_margin(span.content, margin) or span.content
      return { raw(call(entry, span)) } .. content .. { raw("]" .. label_of(span.identifier)) }
    end,
    Div = function(div)
      local entry = entry_for(div, BLOCKS)
      if not entry and div.classes:includes("cited-in") then
        return to_citations(div)
      elseif not entry then
        local opening = in_language(div)
        return opening and { pandoc.RawBlock("typst", opening), div, pandoc.RawBlock("typst", "]") } or nil
      end
      local content = div.content
      local number = div.attributes["data-number"]
      if number and content[1] and content[1].content then -- its number stands on its first line
        local words = content[1].content
        if words[1] and words[1].t == "Space" then
          words:remove(1)
        end
        words:insert(1, raw("#margin-number(" .. quoted(number) .. ", " .. quoted(div.attributes["data-kind"] or "") .. ")"))
        content[1].content = #words > PIECE and in_pieces(words) or words
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
      low(table_block, TABLE_LINE)
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
        for number, definition in ipairs(definitions) do
          if number > 1 then
            written:insert(pandoc.RawBlock("typst", "#parbreak()")) -- each on a line of its own
          end
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
        if inline.format == "typst" and inline.text:match("^#box%(%l*%(?image") then
          images:insert(inline.text:match("^#box%((.*)%)$"))
        end
      end })
      if #images ~= 1 then
        return nil
      end
      local caption = figure.caption.long
      return { pandoc.RawBlock("typst", "#picture(place: " .. quoted(figure.attributes.place or "") .. aligned(figure) .. ", " .. images[1] .. ")[") } .. caption .. { pandoc.RawBlock("typst", "]" .. label_of(figure.identifier)) }
    end,
  })
end

local function is_heading(block)
  return block.t == "Header" or block.t == "RawBlock" and block.text:match("^#heading%(") ~= nil
end

-- A figure stands where it is told of. One that is taller than a page can spare floats, but not above its heading nor into the next
-- section: "here" is right below the heading, "foot" so near that both may be on one page.
local SPARE, LINE_WIDTH = 330, 414 -- points

-- How high a drawing is printed, in points; nil where its file does not say.
local function printed_height(figure)
  local height
  figure:walk({ Image = function(image)
    local width, own
    local drawing = image.src:match("%.svg$") and read_file(image.src)
    if drawing then
      width, own = drawing:match('<svg[^>]- width="([%d.]+)pt" height="([%d.]+)pt"')
    end
    height = width and tonumber(own) * math.min(1, LINE_WIDTH / tonumber(width))
  end })
  return height
end

local HALF_PAGE, PICTURE = 1400, 700 -- characters of prose: a float goes to the head only from the upper half; and what a figure takes

local function place_figures(blocks)
  local since, below, floats = math.huge, false, false
  local placed = pandoc.Blocks({})
  for _, block in ipairs(blocks) do
    if is_heading(block) then
      since, below = 0, true
      if floats then
        placed:insert(pandoc.RawBlock("typst", "#place.flush()"))
      end
      floats = false
    elseif block.t == "Figure" and block.attributes.place ~= "fixed" then
      local stands = below or (printed_height(block) or math.huge) <= SPARE
      block.attributes.place = stands and "here" or since < HALF_PAGE and "foot" or nil
      floats = floats or not stands
      since, below = since + PICTURE, false
    elseif since < HALF_PAGE then
      since, below = since + (block.t == "Table" and PICTURE or #pandoc.utils.stringify(block)), false
    end
    placed:insert(block)
  end
  return placed
end

-- A line or two between a heading and a list lead to the list, and go with it.
local LEADING = 180 -- characters

local function keep_leads(blocks)
  local kept = pandoc.Blocks({})
  for index, block in ipairs(blocks) do
    local following = blocks[index + 1]
    local leads = index > 1 and block.t == "Para" and is_heading(blocks[index - 1])
      and following and (following.t == "BulletList" or following.t == "OrderedList" or following.t == "DefinitionList")
      and #pandoc.utils.stringify(block) < LEADING
    if leads then
      kept:insert(pandoc.RawBlock("typst", "#kept-with-next["))
      kept:insert(block)
      kept:insert(pandoc.RawBlock("typst", "]"))
    else
      kept:insert(block)
    end
  end
  return kept
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
      while long and first > 1 and leads(paged[first - 1]) do
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

return function(document)
  document = wording.name_uncovered(document)
  document.blocks = typst_blocks(on_pages_of_its_own(keep_leads(place_figures(document.blocks))))
  wording.front_matter_as_written(document.meta)
  return document
end
