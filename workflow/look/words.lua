-- Words as Typst takes them for words, in text and front matter; characters without a font by their number. Loaded by print.lua.

local say, formula_of = ...

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
        table.insert(pieces, "[" .. said .. (#run > SHOWN and " " .. say("… {number} characters", { number = tostring(#run) }) or "") .. "]")
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
local function escaped_piece(text)
  local plain = text == "" or text:find("^[%w\x80-\xFF][%w\x80-\xFF,.!?:)%-]*$")
  local read = text:find("..", 1, true) or text:find("--", 1, true) or text:find("-?", 1, true) or text:find("^%d+[.)]")
  if plain and not read then
    return text
  end
  return (text:gsub("[%p]", function(mark)
    return mark:find("[,!?]") and mark or ("\\u{%x}"):format(mark:byte())
  end))
end

-- Curly marks are words for Typst; Pandoc's writer makes straight ones of them, so they are written here too. Pandoc before 3.8 divides words at
-- them, so what stands between them is written by itself. Returns false for words that Pandoc may write.
local CURLY = "\xE2\x80[\x98-\x9F]"

local function escaped(text)
  local pieces, from = {}, 1
  while true do
    local first, last = text:find(CURLY, from)
    table.insert(pieces, escaped_piece(text:sub(from, (first or 0) - 1)))
    if not first then
      break
    end
    table.insert(pieces, text:sub(first, last))
    from = last + 1
  end
  local written = table.concat(pieces)
  return (written ~= text or #pieces > 1) and written
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

-- A formula is read out as it is written. Pandoc 3.6 raises a bar.
local function formula(math)
  local written = formula_of(math) or pandoc.write(pandoc.Pandoc({ pandoc.Plain({ math }) }), "typst"):gsub("%s+$", "")
  written = written:gsub("(%w+)%^%(‾%)", "macron(%1)")
  local said = math.text:gsub("\\", "\\\\"):gsub('"', '\\"'):gsub("[\r\n]+", " ")
  return pandoc.RawInline("typst", '#equation-with-alternative("' .. said .. '", ' .. written .. ")")
end

local WORDS = {
  Math = formula,
  Str = function(string) return literal(string.text) end,
  Quoted = function(quoted_words)
    local marks = QUOTES[tostring(quoted_words.quotetype)]
    return pandoc.Inlines({ pandoc.RawInline("typst", marks[1]) }) .. quoted_words.content .. pandoc.Inlines({ pandoc.RawInline("typst", marks[2]) })
  end,
}

-- The front matter that is printed
local PRINTED = { "title", "subtitle", "author", "details", "printed-date", "version", "abstract", "keywords", "running-title" }

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

local function front_matter_as_written(meta)
  for _, name in ipairs(PRINTED) do
    meta[name] = meta[name] and printed_as_written(meta[name])
  end
end

return { literal = literal, WORDS = WORDS, name_uncovered = name_uncovered, front_matter_as_written = front_matter_as_written }
