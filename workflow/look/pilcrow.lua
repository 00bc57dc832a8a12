-- The filter of both renderers. In order: parts are inserted, citations resolved, sections numbered, internal links checked, and our classes become
-- HTML (page.lua) or Typst (print.lua). Text of a transcript comes as syntax tree and stays one: raw markup is built from identifiers and numbers only.

local typst = FORMAT:match("typst") ~= nil
local html = FORMAT:match("html") ~= nil
local form = typst and "pdf" or html and "html" or FORMAT:match("^%l+") -- docx, epub, jats

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

-- The words of this filter in the language of the report, as compose found them; the English ones where there are no others.
local translated
local function say(message, values)
  translated = translated or pandoc.json.decode(read_file("words.json") or "{}", false)
  return ((translated[message] or message):gsub("{(%w+)}", values or {}))
end

-- A part of this filter, found where every renderer finds the files of a project.
local function load_part(name, ...)
  local content = read_file("look/" .. name)
  if not content then
    error("The look has no file " .. name .. ".", 0)
  end
  return assert(load(content, "@look/" .. name))(...)
end

-- Formulas as compose wrote them for every format: versions of Pandoc differ in how they write them.
local formulas
local RAW = { pdf = "typst", html = "html", epub = "html", docx = "openxml", jats = "jats" }
local KEYS = { epub = "html", pdf = "typst" }

local function formula_of(math)
  formulas = formulas or pandoc.json.decode(read_file("formulas.json") or "{}", false)
  local written = formulas[tostring(math.mathtype) .. ":" .. math.text]
  return written and written[KEYS[form] or form]
end

local function write_formula(math)
  local written = formula_of(math)
  return written and pandoc.RawInline(RAW[form], written) or nil
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

-- Whether a part has citations to resolve.
local function cites(content)
  return content:find('"t": ?"Cite"') ~= nil
end

-- How many marks the inserted parts have that the margin of a print may name.
local marks = 0
local function count_marks(content)
  for _, class in ipairs({ '"evidence"', '"voice"', '"apparatus-sign"' }) do
    marks = marks + select(2, content:gsub(class, ""))
  end
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
      count_marks(content)
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
    link.attributes["aria-label"] = say("In doubt")
    return link
  end
end

-- A, …, Z, AA, AB, …
local letter_of
function letter_of(number)
  local before, place = (number - 1) // 26, (number - 1) % 26
  return (before > 0 and letter_of(before) or "") .. string.char(65 + place)
end

-- Section numbers, counted here so that parts that come in later have theirs in every renderer. Typst counts for itself; both need to know
-- in which section an anchor stands, which is what a link of the class "section" without words says. On the way no level of heading is
-- skipped: a screen reader's outline, and PDF/UA, want each level below the one before. The same walk sees that every link leads somewhere:
-- on the page, one to a document with a page of its own leads there; in print, it is left out where what it leads to is not printed.
local function number_sections(blocks)
  local counts, section, within, before, asked, wanted, elsewhere = {}, "", {}, 0, false, {}, {}
  local lettered = 0 -- the level of the heading over the appendices, while below it
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
    for _, class in ipairs(element.classes) do
      local when, format = class:match("^(%l+)%-(%l+)$")
      if (when == "only" and format ~= form) or (when == "not" and format == form) then
        return {}, false -- what stands in another format only
      end
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
      lettered = level and (block.text:find("#show: appendices", 1, true) and before or before <= lettered and 0) or lettered
      if level and lettered == before then
        counts[before + 1] = nil
      end
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
      lettered = header.level > lettered and lettered or 0
      if header.classes:includes("appendices") then
        lettered = header.level
        counts[lettered + 1] = nil
      end
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
      if lettered > 0 then
        parts = table.move(parts, lettered + 1, #parts, 1, {})
        parts[1] = letter_of(tonumber(parts[1]))
      end
      section = table.concat(parts, ".")
      note(header)
      if not typst then
        header.attributes["data-number"] = html and section or nil
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
          link.attributes["aria-label"] = say("Section") .. " " .. number
        end
        return link
      end
    end,
  })
end

-- Citations -----------------------------------------------------------------------------------------------------------------------

local resolve_citations = load_part("citations.lua", typst, read_file)
local draw_subset = load_part("subset.lua", typst, html)

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

-- What the file of the print says about itself: the same as the head of the page.
local function name_file(meta)
  local content = read_file("citation.json")
  local work = content and pandoc.json.decode(content, false) or {}
  local title = work.title or ""
  if work.subtitle and work.subtitle ~= "" then
    title = title .. (title:match("[?!:.]$") and " " or ": ") .. work.subtitle
  end
  for name, text in pairs({ ["file-title"] = title, ["file-description"] = work.description or "" }) do
    if text ~= "" then
      meta[name] = pandoc.RawInline("typst", '"' .. text:gsub("%s+", " "):gsub('[\\"]', "\\%0") .. '"')
    end
  end
end

-- Quotation marks ---------------------------------------------------------------------------------------------------------------

-- Straight marks are printed as those of the report's language. Words of another language keep the marks that Pandoc gives.
local function own_quotation_marks(document)
  local content = read_file("language.json")
  local marks = content and pandoc.json.decode(content, false).quotes
  if not marks then
    return document
  end
  local function elsewhere(element)
    if element.attributes.lang then
      return element, false
    end
  end
  local walkers = {}
  walkers.Quoted = function(words)
    local first = words.quotetype == "SingleQuote" and 3 or 1
    local inside = words.content:walk(walkers)
    local opening, closing = inside[1], inside[#inside]
    if opening and opening.t == "Str" then
      opening.text = marks[first] .. opening.text
      inside[1] = opening
    else
      inside:insert(1, pandoc.Str(marks[first]))
    end
    closing = inside[#inside]
    if closing.t == "Str" then
      closing.text = closing.text .. marks[first + 1]
      inside[#inside] = closing
    else
      inside:insert(pandoc.Str(marks[first + 1]))
    end
    return inside, false
  end
  walkers.traverse, walkers.Span, walkers.Div = "topdown", elsewhere, elsewhere
  document.blocks = document.blocks:walk(walkers)
  for _, name in ipairs({ "title", "subtitle", "abstract", "details" }) do
    local value = document.meta[name]
    local kind = value and pandoc.utils.type(value)
    if kind == "Inlines" or kind == "Blocks" then
      document.meta[name] = value:walk(walkers)
    end
  end
  return document
end

-- The whole -----------------------------------------------------------------------------------------------------------------------

function Pandoc(document)
  if form == "jats" and quarto and document.meta.article then -- headings.lua wrote all of it
    return pandoc.Pandoc({ pandoc.RawBlock("jats", pandoc.utils.stringify(document.meta.article)) }, { title = document.meta.title })
  end
  document = own_quotation_marks(document)
  document.blocks = insert_parts(draw_subset(document.blocks), true)
  document = resolve_citations(document)
  document.blocks = number_sections(insert_parts(without_empty_references(document.blocks), false))
  dates(document.meta)
  if typst then
    name_file(document.meta)
    return load_part("print.lua", load_part, read_file, say, formula_of, marks)(document)
  end
  local made
  if html then
    made = load_part("page.lua", read_file, report, lead_to_page, named_doubt, say)(document)
  else
    made = load_part("journal.lua", form, read_file, load_part)(document)
  end
  -- Last, since a formula that is written has no words.
  return read_file("formulas.json") and made:walk({ Math = write_formula }) or made
end
