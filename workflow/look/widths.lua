-- The widths of a table's columns where a line has only so many characters: in print, and in a word processor.

-- Widths with which a table is low: a column is as wide as its longest word, and what is left goes where it saves most lines. The page has
-- its own widths. Of a long table the first rows decide.
local PADDING, ASKED, STEP, LONGEST, INDENT = 0.022, 100, 0.01, 24, 6 -- of the line; rows; of the line; letters; letters

-- How much wider than the average letter some are.
local WIDER = { { "[mwMW]", 0.7 }, { "[bdhknopquv]", 0.15 }, { "[A-LN-VX-Z]", 0.3 }, { "[fijlrt]", -0.35 }, { "[\xc2-\xf4]", 0.15 } }

-- The width of a word in average letters.
local function width_of(word, letters)
  local width = letters
  for _, class in ipairs(WIDER) do
    width = width + class[2] * select(2, word:gsub(class[1], ""))
  end
  return width
end

-- What the signs and the indent of the innermost list take, in letters.
local function indent_of(blocks)
  local most = 0
  for _, block in ipairs(blocks) do
    if block.t == "BulletList" or block.t == "OrderedList" then
      for _, item in ipairs(block.content) do
        most = math.max(most, INDENT + indent_of(item))
      end
    end
  end
  return most
end

local function counted(contents)
  local length, longest, indent = 0, 0, indent_of(contents)
  local code = pandoc.Blocks(contents):walk({ Code = function(inline)
    return pandoc.Str(inline.text .. ("x"):rep(math.ceil(#inline.text / 3))) -- letters of one width, which are wider
  end })
  for word in pandoc.utils.stringify(code):gmatch("%S+") do
    local letters = utf8.len(word) or #word
    local width = width_of(word, letters)
    -- A word that does not fit runs into the next column: of it no less than its letters count.
    length, longest = length + width + 1, math.max(longest, width + indent, letters + indent)
  end
  return length, longest
end

return function(table_block, line)
  if table_block.attributes["own-widths"] then -- those that the scholar states hold
    table_block.attributes["own-widths"] = nil
    return
  end
  local specs = table_block.colspecs
  local whole, rows, widths, longest_words = 0, {}, {}, {}
  for index, spec in ipairs(specs) do
    if not spec[2] then
      return
    end
    whole, longest_words[index] = whole + spec[2], 0
  end
  local function ask(row)
    local lengths = {}
    for index, cell in ipairs(row.cells) do
      if cell.col_span > 1 or not longest_words[index] then
        return false
      end
      local length, longest = counted(cell.contents)
      lengths[index] = length
      longest_words[index] = math.max(longest_words[index], longest)
    end
    table.insert(rows, lengths)
    return true
  end
  for _, row in ipairs(table_block.head.rows) do
    if not ask(row) then
      return
    end
  end
  for _, body in ipairs(table_block.bodies) do
    for _, row in ipairs(body.body) do
      if #rows < ASKED and not ask(row) then
        return
      end
    end
  end
  local function height(wider)
    local lines = 0
    for _, lengths in ipairs(rows) do
      local most = 1
      for index, length in ipairs(lengths) do
        local room = widths[index] + (index == wider and STEP or 0) - PADDING
        most = math.max(most, length / (room * line))
      end
      lines = lines + most
    end
    return lines
  end
  -- Where there is no room for every word, the longest have to break, and no more of them than must.
  local left
  local most = math.max(LONGEST, table.unpack(longest_words))
  while true do
    left = whole
    for index, longest in ipairs(longest_words) do
      widths[index] = math.min(longest, most) / line + PADDING
      left = left - widths[index]
    end
    if left >= 0 or most <= LONGEST then
      break
    end
    most = math.max(LONGEST, most - 1)
  end
  if left < 0 then -- a share of what each column would need, so that words break as late as they can
    for index, width in ipairs(widths) do
      widths[index] = width * whole / (whole - left)
    end
    left = 0
  end
  while left >= STEP do
    local best, least = 1, math.huge
    for index in ipairs(widths) do
      local lines = height(index) - widths[index] * 1e-6 -- where none saves a line, the widest grows
      if lines < least then
        best, least = index, lines
      end
    end
    widths[best], left = widths[best] + STEP, left - STEP
  end
  for index, spec in ipairs(specs) do
    specs[index] = { spec[1], widths[index] }
  end
  table_block.colspecs = specs
end
