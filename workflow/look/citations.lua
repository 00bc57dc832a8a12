-- The citations of the report resolved: by citeproc, then shortened where they repeat, ranges held together, notes kept apart.
-- Loaded by pilcrow.lua, which says whether it is for print, and hands over how files are read.

local typst, read_file = ...

-- No line ends after the dash of a range, "1–13".
local function ranges_whole(inlines)
  local whole, index = pandoc.Inlines({}), 1
  while index <= #inlines do
    local first, dash, last = inlines[index], inlines[index + 1], inlines[index + 2]
    if first.t == "Link" and dash and last and dash.t == "Str" and dash.text == "–" and last.t == "Link" then
      if typst then
        whole:extend({ pandoc.RawInline("typst", "#box["), first, dash, last, pandoc.RawInline("typst", "]") })
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

local SIGNS = { "“", "”", "‘", "«", "»", "„", "(", ")", "[", "]", "—", "–" }
local bare = {} -- words return

-- A word without the signs around it and without a possessive.
local function bare_name(word)
  local name = bare[word]
  if not name then
    name = word
    for _, sign in ipairs(SIGNS) do
      name = name:gsub(sign:gsub("%p", "%%%0"), "")
    end
    name = name:gsub("’s?$", ""):gsub("'s?$", ""):gsub("[.,;:!?]+$", ""):gsub("’s?$", "")
    bare[word] = name
  end
  return name
end

-- The identifiers of the sources whose authors bear a name, by its last word.
local function authors_named(document)
  local named = {}
  for _, reference in ipairs(pandoc.utils.references(document)) do
    for _, author in ipairs(reference.author or {}) do
      local name = author.family and pandoc.utils.stringify(author.family):match("(%S+)$")
      if name then
        named[name] = named[name] or {}
        named[name][reference.id] = true
      end
    end
  end
  return named
end

-- The inline at one edge of another: what a citation shows first or last is a note where the style cites in notes.
local function edge(inline, last)
  while inline and inline.t == "Cite" do
    inline = inline.content[last and #inline.content or 1]
  end
  return inline
end

-- Notes 15 and 16 side by side would read as note 1516.
local function notes_apart(inlines)
  local apart = pandoc.Inlines({})
  for index, inline in ipairs(inlines) do
    apart:insert(inline)
    local this, next_one = edge(inline, true), edge(inlines[index + 1], false)
    if this and next_one and this.t == "Note" and next_one.t == "Note" then
      apart:insert(pandoc.Superscript({ pandoc.Str(",") }))
    end
  end
  return apart
end

-- "(Lavrov 2022, para. 6)" is "(para. 6)" where the citation before it in the same paragraph is of the same document: what stands before the
-- number only repeats. Prefixes, clusters of several, and citations in the sentence itself stay as they are. A note is a paragraph of its own,
-- but who has read in it of another source needs the name again; so does who has read the name of another source's author.
-- An address that a program would run, or read from the reader's machine: LaTeX in a bibliography can hide one from a check of the file.
local function runs(address)
  local scheme = address:gsub("[%z\1-\32]", ""):lower():match("^(%a[%w+-]*):")
  return scheme == "javascript" or scheme == "vbscript" or scheme == "data" or scheme == "file"
end

-- Newer Pandocs mark names in double braces by a span, older ones do not.
local function without_case(inlines)
  local made = pandoc.Inlines({})
  local function add(inline)
    local before = made[#made]
    if inline.t == "Str" and before and before.t == "Str" then -- one word, as older Pandocs have it
      made[#made] = pandoc.Str(before.text .. inline.text)
    else
      made:insert(inline)
    end
  end
  for _, inline in ipairs(inlines) do
    if inline.t == "Span" and inline.classes:includes("nocase") then
      for _, word in ipairs(inline.content) do
        add(word)
      end
    else
      if inline.t == "Link" then
        inline.content = without_case(inline.content)
        if runs(inline.target) then
          inline = pandoc.Span(inline.content)
        end
      elseif inline.t == "Note" then
        inline.content = inline.content:walk({ Inlines = without_case })
      end
      add(inline)
    end
  end
  return made
end

-- Whether a citation names another speaker than the document's: "Reed in Storm 2021".
local function names_another(citation)
  return pandoc.utils.stringify(citation.prefix):match("%f[%w]in$") ~= nil
end

local function as_read(document, named)
  local last, notes = nil, 0 -- the source cited last in the paragraph at hand; how many notes there are
  local walkers -- what the functions below are called for

  local function begin() last = nil end

  -- What a citation shows, in place of it: Typst's writer would turn it into one of its own.
  local function as_shown(cite, shown)
    if typst then
      return shown
    end
    cite.content = shown
    return cite
  end

  local function unread(block) -- words that are no paragraph's
    return typst and block:walk({ Cite = function(cite) return cite.content end }) or block, false
  end

  local function note_read(note)
    notes = notes + 1
    local before, another = last, false
    note:walk({
      Cite = function(cite)
        local first = cite.citations[1]
        another = another or #cite.citations > 1 or first.id ~= before or names_another(first)
      end,
    })
    note.content = note.content:walk(walkers)
    last = not another and before or nil
    return note, false
  end

  local function word_read(word)
    local sources = last and named[bare_name(word.text)]
    if sources and not sources[last] then
      last = nil
    end
  end

  local function citation_read(cite)
    local citations, before = cite.citations, last -- fetched once: each time costs
    local one = #citations == 1 and citations[1]
    -- After "(Reed in Storm 2021, para. 35)", "(para. 26)" would be read as Reed's.
    last = one and not names_another(one) and one.id or nil
    local content = without_case(cite.content)
    cite.content = content
    local repeated = one and last == before and one.mode == "NormalCitation" and #one.prefix == 0
    local opening = repeated and pandoc.utils.stringify(content):match("^[%(%[]")
    local place = last and "#" .. last .. "."
    local shown = pandoc.Inlines({})
    for _, inline in ipairs(content) do
      if opening and inline.t == "Link" and inline.target:sub(1, #place) == place then
        shown = pandoc.Inlines({ pandoc.Str(opening) })
        opening = nil
      elseif inline.t == "Note" then
        notes = notes + 1
      end
      shown:insert(inline)
    end
    return as_shown(cite, ranges_whole(shown)), false
  end

  local function definitions_read(list)
    list.content = list.content:map(function(item)
      local term, definitions = table.unpack(item)
      return {
        unread(pandoc.Plain(term)).content,
        pandoc.List(definitions):map(function(blocks) return pandoc.Blocks(blocks):walk(walkers) end),
      }
    end)
    return list, false
  end

  local function works_read(div)
    if div.identifier == "refs" then
      local odd = false -- whether something is to be changed
      div:walk({
        Span = function(span) odd = odd or span.classes:includes("nocase") end,
        Link = function(link) odd = odd or runs(link.target) end,
      })
      return odd and div:walk({ Inlines = without_case }) or div, false
    end
  end

  walkers = {
    traverse = "topdown",
    Div = works_read,
    Para = begin, Plain = begin,
    Header = unread, LineBlock = unread,
    DefinitionList = definitions_read, Note = note_read, Str = word_read, Cite = citation_read,
  }

  local function in_meta(value)
    local kind = pandoc.utils.type(value)
    if kind == "Blocks" or kind == "Inlines" then
      begin()
      return value:walk(walkers)
    elseif kind == "List" or kind == "table" then
      for key, inner in pairs(value) do
        value[key] = in_meta(inner)
      end
    end
    return value
  end

  document.blocks = document.blocks:walk(walkers)
  for name, value in pairs(document.meta) do
    document.meta[name] = in_meta(value)
  end
  if notes < 2 then
    return document
  end
  local function apart(block)
    block.content = notes_apart(block.content)
    return block
  end
  return document:walk({ Para = apart, Plain = apart })
end

-- Styles have one form of a month, that of a month alone. After a day it may have another: 10 февраля.
local function months_after_days(document)
  local content = read_file("language.json")
  local months = content and pandoc.json.decode(content, false).months
  if not months or next(months) == nil then
    return document
  end
  local function after_days(inlines)
    for index = 3, #inlines do
      local day, space, word = inlines[index - 2], inlines[index - 1], inlines[index]
      if word.t == "Str" and space.t == "Space" and day.t == "Str" and day.text:match("%d$") then
        local month, rest = word.text:match("^([\xC2-\xF4\x80-\xBF%a]+)(.*)$")
        inlines[index] = month and months[month] and pandoc.Str(months[month] .. rest) or word
      end
    end
    return inlines
  end
  local function in_dates(element) return element:walk({ Inlines = after_days }) end
  return document:walk({
    Cite = in_dates,
    Div = function(div) return div.identifier == "refs" and in_dates(div) or nil end,
  })
end

-- Citations are sorted within a bracket, but one with words before or after it stays where it is: "see B; A". Pandoc before 3.8 sorts some of
-- these too. So they get a sign before and after, which older Pandocs take for words, and it is taken out again.
local BEFORE, AFTER = "\u{E0B5}", "\u{E0B6}"

-- Whether more than the number of a place follows a citation: "p. 3 and elsewhere".
local function has_words_after(citation)
  local words = pandoc.utils.stringify(citation.suffix):gsub("\u{A0}", " "):gsub("^[,%s]+", "")
  local rest = words:gsub("^[^%s%d]+%s+", "", words:find("^[^%s%d]+%s+[%divxlcIVXLC]") and 1 or 0)
  for word in rest:gmatch("[^%s,;&–-]+") do
    if not word:find("%d") and not word:find("^[ivxlcIVXLC]+$") then
      return true
    end
  end
  return false
end

local function kept_in_order(cite)
  local citations = cite.citations
  for _, citation in ipairs(citations) do
    local before, after = #citation.prefix > 0, has_words_after(citation)
    if #citations > 1 and before and not after then
      citation.suffix:extend({ pandoc.Space(), pandoc.Str(AFTER) })
    elseif #citations > 1 and after and not before then
      citation.prefix = pandoc.Inlines({ pandoc.Str(BEFORE) })
    end
  end
  cite.citations = citations
  return cite
end

local function without_signs(inlines)
  local made, drop = pandoc.Inlines({}), false
  for _, inline in ipairs(inlines) do
    if inline.t == "Str" then
      local text, before = inline.text, made[#made]
      if text:sub(1, #AFTER) == AFTER and before and before.t == "Space" then
        made:remove()
      end
      drop = text:sub(-#BEFORE) == BEFORE
      text = text:gsub(BEFORE, ""):gsub(AFTER, "")
      before = made[#made]
      if before and before.t == "Str" then -- one word, as newer Pandocs have it
        text = before.text .. text
        made:remove()
      end
      if text ~= "" then
        made:insert(pandoc.Str(text))
      end
    elseif drop and inline.t == "Space" then
      drop = false
    else
      drop = false
      made:insert(inline)
    end
  end
  return made
end

local function citeproc(document)
  if PANDOC_VERSION >= "3.8" then
    return pandoc.utils.citeproc(document)
  end
  local done = pandoc.utils.citeproc(document:walk({ Cite = kept_in_order }))
  return done:walk({ Cite = function(cite) return cite:walk({ Inlines = without_signs }) end })
end

-- The path of a bibliography file as plain text. Quarto 1.10 passes paths to Typst as raw inlines, which citeproc cannot read.
local function plain_path(path)
  if pandoc.utils.type(path) ~= "Inlines" then
    return pandoc.utils.stringify(path)
  end
  local parts = {}
  for _, inline in ipairs(path) do
    table.insert(parts, inline.t == "RawInline" and inline.text or pandoc.utils.stringify(inline))
  end
  return table.concat(parts)
end

local function plain_paths(bibliography)
  if pandoc.utils.type(bibliography) ~= "List" then
    return plain_path(bibliography)
  end
  return bibliography:map(plain_path)
end

return function(document)
  if not (document.meta.bibliography or document.meta.references) then
    return document
  end
  if document.meta.bibliography then
    document.meta.bibliography = plain_paths(document.meta.bibliography)
  end
  local named = authors_named(document)
  document = months_after_days(citeproc(document))
  document = as_read(document, named) -- the abstract included
  document.meta.bibliography = nil
  document.meta.references = nil
  return document
end
