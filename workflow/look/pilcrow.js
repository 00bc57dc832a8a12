// What the page does beyond links and notes. Without this file everything is still there to be read.
(() => {
  "use strict";
  const root = document.documentElement;
  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const make = (name, attributes = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };
  const main = one("main");
  const paragraphs = all(".paragraph");
  const documents = all(".document");
  if (!paragraphs.length) return;
  root.classList.add("js");
  const isParagraph = new Map(paragraphs.map((element) => [element.id, element]));
  const themes = new Map(all(".key-entry").map((entry) => [entry.dataset.theme, entry]));
  // Of two versions side by side the first one's element holds both.
  const documentOf = (paragraph) => document.getElementById(paragraph.dataset.document) || paragraph.closest(".document");
  const numberOf = (paragraph) => paragraph.dataset.number.replace(/^p/, "");
  const nameOf = (paragraph) => one(".number", paragraph).getAttribute("aria-label");
  const targetOf = (link) => decodeURIComponent((link.getAttribute("href") || "").replace(/^[^#]*#/, ""));
  const inText = (element) => element.closest(".document, .strip, .key, .filters, .card, .cite");

  // The words of a paragraph, without numbers, signs and notes.
  const LEFT_OUT = ".number, .sign, .apparatus-sign, .locator, .speaker";
  const wordsOf = (paragraph) => {
    const copy = one("p", paragraph).cloneNode(true);
    all(LEFT_OUT, copy).forEach((element) => element.remove());
    return copy.textContent.replace(/\s+/g, " ").trim();
  };

  // A paragraph whose document has a page of its own was perhaps linked when it stood here.
  const wanted = decodeURIComponent(location.hash.slice(1));
  if (/^[a-z][a-z0-9-]*\.[phsn]\d+[a-z]*$/.test(wanted) && !document.getElementById(wanted)) {
    const page = `documents/${wanted.replace(/\..*$/, "")}.html`;
    if (one(`a[href^="${page}"]`)) location.replace(`${page}#${wanted}`);
  }

  // Cards --------------------------------------------------------------------------------------------------------------------------
  const card = make("div", { class: "card", id: "card", role: "tooltip", hidden: "" });
  main.append(card);
  let owner = null;
  let waiting = 0;

  const place = (box, near, atStart = false) => {
    box.hidden = false;
    const spot = near.getClientRects()[0] || near.getBoundingClientRect();
    const width = box.offsetWidth, height = box.offsetHeight, view = root.clientWidth;
    const start = near.closest("[dir=rtl]") ? spot.right - width : spot.left;
    const left = Math.min(Math.max(12, atStart ? start : spot.left + spot.width / 2 - width / 2), view - width - 12);
    const below = spot.bottom + 8 + height <= innerHeight || spot.top < height + 16;
    box.style.left = `${Math.max(6, left) + scrollX}px`;
    box.style.top = `${(below ? spot.bottom + 8 : spot.top - height - 8) + scrollY}px`;
  };
  const hide = () => {
    clearTimeout(waiting);
    if (!owner) return;
    owner.removeAttribute("aria-describedby");
    all(".lit").forEach((element) => element.classList.remove("lit"));
    card.hidden = true;
    owner = null;
  };
  const show = (element, content) => {
    clearTimeout(waiting);
    if (owner === element || !content.length) return;
    hide();
    card.replaceChildren(...content);
    owner = element;
    element.setAttribute("aria-describedby", "card");
    place(card, element);
  };
  const soon = (action, delay) => { clearTimeout(waiting); waiting = setTimeout(action, delay); };

  const themeCard = (code, rules) => {
    const entry = themes.get(code);
    if (!entry) return null;
    const style = [...entry.classList].find((name) => /^t\d+$/.test(name));
    const box = make("div", { class: `theme ${style}` });
    box.append(make("p", { class: "name" }, make("span", { class: "key-sign", "aria-hidden": "true" }, entry.dataset.sign), " ", entry.dataset.name));
    if (entry.dataset.definition) box.append(make("p", {}, entry.dataset.definition));
    for (const rule of (rules || "").split(" | ").filter(Boolean)) box.append(make("p", { class: "rule" }, rule.startsWith("read by") ? rule : `Rule ${rule}`));
    return box;
  };
  // All marks that cover the words of a mark, innermost first.
  const marksAround = (mark) => {
    const found = [];
    for (let element = mark; element && !element.matches(".paragraph"); element = element.parentElement) {
      if (element.matches(".evidence")) found.push(element);
    }
    return found;
  };
  const showMarks = (element, marks) => {
    const voice = marks[0] && marks[0].closest(".voice");
    const content = marks.map((mark) => themeCard(mark.dataset.theme, mark.dataset.rule)).filter(Boolean);
    if (voice && root.classList.contains("show-voice")) content.push(voiceCard(voice));
    show(element, content);
    marks.forEach((mark) => mark.classList.add("lit"));
  };
  const voiceCard = (voice) => make("div", { class: "theme" }, make("p", { class: "name" }, `Voice: ${voice.dataset.voice}`), voice.dataset.source || "");
  const markOfSign = (sign) => {
    for (let element = sign.previousElementSibling; element; element = element.previousElementSibling) {
      if (element.matches(".evidence")) return [element, ...all(".evidence", element)].find((mark) => sign.classList.contains([...mark.classList].find((name) => /^t\d+$/.test(name)))) || element;
    }
    return null;
  };

  // Ranges of a quotation's words in the paragraph itself: as `wordsOf` reads it, each character with the place it came from.
  const rangesOf = (paragraph, quotes) => {
    const walker = document.createTreeWalker(one("p", paragraph), NodeFilter.SHOW_TEXT);
    let words = "";
    const places = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.parentElement.closest(LEFT_OUT)) continue;
      [...node.data].reduce((offset, character) => {
        const space = /\s/.test(character);
        if (!space || (words && !words.endsWith(" "))) {
          words += space ? " " : character;
          for (let unit = 0; unit < (space ? 1 : character.length); unit += 1) places.push([node, offset + unit]);
        }
        return offset + character.length;
      }, 0);
    }
    const ranges = [];
    for (const quote of quotes) {
      const at = words.indexOf(quote);
      if (at < 0) continue;
      // A range for each piece of text: the signs between them are no part of the words.
      const pieces = new Map();
      for (const [node, offset] of places.slice(at, at + quote.length)) pieces.set(node, [pieces.get(node)?.[0] ?? offset, offset + 1]);
      for (const [node, [start, end]] of pieces) {
        const range = new Range();
        range.setStart(node, start);
        range.setEnd(node, end);
        ranges.push(range);
      }
    }
    return ranges;
  };
  // Words are marked without touching the text; the style comes with the script, as validators do not know it yet.
  const canMark = Boolean(window.CSS?.highlights && window.Highlight);
  if (canMark) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("::highlight(quoted) { background-color: var(--second-soft); color: var(--ink); } @media (forced-colors: active) { ::highlight(quoted) { background-color: Mark; color: MarkText; } }");
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  }
  // Who follows a citation finds the words marked that it quotes.
  const markQuoted = (link, paragraph) => {
    if (!canMark) return;
    const ranges = link && paragraph ? rangesOf(paragraph, quotesOf(link)) : [];
    if (ranges.length) CSS.highlights.set("quoted", new Highlight(...ranges));
    else CSS.highlights.delete("quoted");
  };
  const markSentence = (citation) => {
    if (!canMark) return;
    const range = sentenceAround(citation);
    if (!range.collapsed) CSS.highlights.set("quoted", new Highlight(range));
  };
  const quotesOf = (link) => (link.dataset.quote || "").split(" | ").map((part) => part.replace(/\s+/g, " ").trim()).filter(Boolean);

  const SHOWN = 520;
  const previewOf = (link, paragraph) => {
    const words = wordsOf(paragraph);
    const found = [];
    for (const quote of quotesOf(link)) {
      const at = words.indexOf(quote);
      if (at >= 0) found.push([at, at + quote.length]);
    }
    found.sort((a, b) => a[0] - b[0]);
    let from = 0, to = words.length;
    if (words.length > SHOWN) {
      const middle = found.length ? found[0][0] : 0;
      from = Math.max(0, middle - SHOWN / 3);
      from = from && words.indexOf(" ", from) + 1;
      to = Math.min(words.length, from + SHOWN);
    }
    const text = make("p", { lang: paragraph.closest("[lang]").lang, dir: paragraph.closest("[dir]").dir });
    let at = from;
    if (from) text.append("… ");
    for (const [start, end] of found) {
      if (start < at || start >= to) continue;
      text.append(words.slice(at, start), make("mark", {}, words.slice(start, end)));
      at = end;
    }
    text.append(words.slice(at, Math.max(at, to)), to < words.length ? " …" : "");
    const title = documents.length > 1 ? `${documentOf(paragraph).dataset.title}, ` : "";
    return [make("p", { class: "whence" }, title + nameOf(paragraph).toLowerCase()), text];
  };

  // Where a paragraph is cited: the first citation of it in that section, and the sentence in which it stands.
  const headings = all("main :is(h2, h3, h4)[data-number], main :is(h2, h3, h4).unnumbered");
  const headingBefore = (element) => headings.filter((heading) => heading.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING).pop();
  const placeOf = new Map(paragraphs.map((paragraph, index) => [paragraph.id, index]));
  const proseLinks = all('main a[href*="#"]').filter((link) => isParagraph.has(targetOf(link)) && !inText(link) && !link.closest("table"));
  const citationIn = (link) => {
    const wanted = link.closest(".paragraph").id, section = document.getElementById(targetOf(link));
    const cites = (other, index) => {
      if (targetOf(other) === wanted) return true;
      // “paras. 7–9” has a link at either end
      const next = proseLinks[index + 1];
      if (!next || other.nextSibling?.data !== "–" || other.nextElementSibling !== next) return false;
      const [from, at, to] = [targetOf(other), wanted, targetOf(next)].map((id) => placeOf.get(id));
      return from < at && at < to;
    };
    return proseLinks.find((other, index) => cites(other, index) && headingBefore(other) === section);
  };
  const sentenceAround = (element) => {
    const block = element.closest("p, li, dd, figcaption") || element;
    const before = new Range();
    before.setStart(block, 0);
    before.setEndBefore(element);
    const words = block.textContent, at = before.toString().length;
    const ends = [...words.matchAll(/[.!?…][”’"')\]]*\s+(?=[“‘"'(]?\p{Lu})/gu)].map((end) => end.index + end[0].length);
    const start = Math.max(0, ...ends.filter((end) => end <= at)), end = Math.min(words.length, ...ends.filter((end) => end > at));
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT), range = new Range();
    let passed = 0, begun = false;
    for (let node = walker.nextNode(); node; passed += node.length, node = walker.nextNode()) {
      if (!begun && passed + node.length > start) { range.setStart(node, start - passed); begun = true; }
      if (passed + node.length >= end) { range.setEnd(node, end - passed); break; }
    }
    return range;
  };
  const citingOf = (link) => {
    const target = document.getElementById(targetOf(link));
    if (!target) return [];
    const section = headings.includes(target) ? target : headingBefore(target);
    const title = section ? [make("p", { class: "whence" }, section.textContent.trim())] : [];
    const citation = section === target ? citationIn(link) : target;
    if (!citation) return title;
    const sentence = make("p", {}, sentenceAround(citation).cloneContents());
    all(".note-ref", sentence).forEach((note) => note.remove());
    return [...title, make("p", {}, sentence.textContent.replace(/\s+/g, " ").trim())];
  };

  const cardFor = (element) => {
    const link = element.closest("a");
    if (link && link.matches(".cited-in a")) return [link, () => show(link, citingOf(link))];
    if (link && link.matches(".sign")) {
      const mark = markOfSign(link);
      return mark && [link, () => showMarks(link, [mark])];
    }
    if (link && !inText(link) && isParagraph.has(targetOf(link))) return [link, () => show(link, previewOf(link, isParagraph.get(targetOf(link))))];
    if (link && link.matches(".strip a")) return [link, () => show(link, previewOf(link, isParagraph.get(targetOf(link))))];
    const entry = element.closest(".key-entry");
    if (entry) return [link || entry, () => show(link || entry, [themeCard(entry.dataset.theme, "")])];
    const mark = element.closest(".document .evidence");
    if (mark && !root.classList.contains("hide-marks")) return [mark, () => showMarks(mark, marksAround(mark))];
    const voice = element.closest(".document .voice");
    if (voice && root.classList.contains("show-voice")) return [voice, () => show(voice, [voiceCard(voice)])];
    return null;
  };
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    if (card.contains(event.target)) { clearTimeout(waiting); return; }
    const found = cardFor(event.target);
    if (found) { if (found[0] !== owner) soon(found[1], 180); else clearTimeout(waiting); } else if (owner) soon(hide, 250);
    else clearTimeout(waiting);
  });
  document.addEventListener("focusin", (event) => {
    const found = event.target.matches(":focus-visible") && cardFor(event.target);
    if (found) found[1]();
    else if (owner && !card.contains(event.target)) hide();
  });
  document.addEventListener("click", (event) => {
    const sign = event.target.closest("a.sign");
    if (sign) event.preventDefault();
    const found = sign || event.target.closest(".document .evidence, .document .voice") ? cardFor(event.target) : null;
    if (found && !event.target.closest("a:not(.sign)")) found[1]();
    else if (!card.contains(event.target)) hide();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (!cite.hidden) closeCite();
    else if (owner) hide();
    else back.hidden = true;
  });

  // Citing -------------------------------------------------------------------------------------------------------------------------
  const said = make("p", { class: "said", role: "status" });
  const shown = make("output", { id: "cite-words" });
  const forms = make("div", { class: "forms" });
  const heading = make("h2", { id: "cite-title" });
  const close = make("button", { class: "close", type: "button", "aria-label": "Close" }, "✕");
  const cite = make("div", { class: "cite", role: "dialog", "aria-labelledby": "cite-title", "aria-describedby": "cite-words", hidden: "" }, heading, close, shown, said, forms);
  main.append(cite);
  let citing = null;
  const closeCite = () => {
    cite.hidden = true;
    if (citing) citing.focus();
    citing = null;
  };
  close.addEventListener("click", closeCite);
  // Tab stays among the forms until Escape or the cross lets it go.
  cite.addEventListener("keydown", (event) => {
    if (event.key !== "Tab") return;
    const buttons = all("button", cite), at = buttons.indexOf(document.activeElement);
    const next = at + (event.shiftKey ? -1 : 1);
    if (next >= 0 && next < buttons.length) return;
    event.preventDefault();
    buttons.at(next < 0 ? -1 : 0).focus();
  });
  document.addEventListener("pointerdown", (event) => {
    if (!cite.hidden && !cite.contains(event.target) && event.target !== citing) { cite.hidden = true; citing = null; }
  });

  const citationsOf = (paragraph) => {
    const data = documentOf(paragraph).dataset;
    const number = numberOf(paragraph);
    const locator = /^\d/.test(number) ? `para. ${number}` : number;
    const year = (data.date || "").slice(0, 4) || "n.d.";
    const template = one(`.citation-template[data-document="${paragraph.dataset.document}"]`);
    const text = template?.dataset.before ? `${template.dataset.before || ""}${locator}${template.dataset.after || ""}` : `(${data.family || data.title} ${year}, ${locator})`;
    const url = location.href.replace(/[?#].*$/, "") + `#${paragraph.id}`;
    const field = (name, value) => (value ? `  ${name} = {${value.replace(/([{}%#&_$\\])/g, "\\$1")}},\n` : "");
    const bibtex = `@misc{${paragraph.dataset.document},\n${field("author", data.speaker)}${field("title", data.title)}${field("year", year)}${field("address", data.place)}${data.url ? `  url = {${data.url}},\n` : ""}  note = {${locator}},\n}`;
    const listed = document.getElementById(`ref-${paragraph.dataset.document}`);
    const reference = listed && listed.textContent.replace(/\s+/g, " ").trim();
    // The forms that the build wrote for whoever speaks, with a number to be replaced.
    const forms = JSON.parse(template?.dataset.forms || "{}");
    const author = template?.dataset.author || "";
    const spoken = author && ["speech", "question"].includes(paragraph.dataset.kind) && (paragraph.dataset.speaker || "") !== author;
    const own = forms[spoken ? paragraph.dataset.speaker || "" : "*"];
    if (own) {
      const of = (name) => own[name].replace(/(p)ara\. 999999/gi, (_, first) => (/^\d/.test(number) ? `${first}ara. ${number}` : number)).replaceAll(".p999999", `.${paragraph.dataset.number}`);
      const address = /^https?:/.test(location.protocol) && !own.Citation.includes("#") ? ` ${url}` : "";
      const full = of("Citation") + address;
      return [
        ["Citation", full],
        ["In the text", text],
        ["Words and citation", `“${wordsOf(paragraph)}” ${full}`],
        ...Object.keys(own).filter((name) => name !== "Citation").map((name) => [name, of(name)]),
        ["Link", url],
        ["ID", paragraph.id],
        ["Pandoc", `[@${paragraph.dataset.document}, ${locator}]`],
      ];
    }
    return [
      ["Citation", text],
      ["Words and citation", `“${wordsOf(paragraph)}” ${text}`],
      ...(reference ? [["Reference", reference]] : []),
      ["Link", url],
      ["ID", paragraph.id],
      ["Pandoc", `[@${paragraph.dataset.document}, ${locator}]`],
      ["BibTeX", bibtex],
    ];
  };
  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const area = make("textarea", { class: "unseen" });
      area.value = text;
      document.body.append(area);
      area.select();
      let done = false;
      try { done = document.execCommand("copy"); } catch { /* shown to be copied by hand */ }
      area.remove();
      return done;
    }
  };
  const copyShown = async (name, text, button) => {
    shown.textContent = text;
    for (const other of all("button", forms)) other.setAttribute("aria-pressed", String(other.textContent === name));
    const done = await copy(text);
    said.textContent = done ? `${name} copied.` : "The browser does not allow copying: select the words above.";
    if (button) button.focus();
  };
  const openCite = (number) => {
    const paragraph = number.closest(".paragraph");
    citing = number;
    hide();
    heading.textContent = `Cite ${nameOf(paragraph).toLowerCase()}`;
    const kinds = citationsOf(paragraph);
    forms.replaceChildren(...kinds.map(([name, text]) => {
      const button = make("button", { type: "button" }, name);
      button.addEventListener("click", () => copyShown(name, text, button));
      return button;
    }));
    place(cite, number, true);
    copyShown(...kinds[0], forms.firstElementChild);
  };
  for (const number of all(".paragraph .number")) {
    number.setAttribute("aria-haspopup", "dialog");
    number.setAttribute("title", "Copy a citation");
    number.addEventListener("click", (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      remember(location.search, `#${number.closest(".paragraph").id}`);
      openCite(number);
    });
  }

  // The way back -------------------------------------------------------------------------------------------------------------------
  const back = make("button", { class: "back", type: "button", hidden: "" }, "← Back to where you were");
  main.append(back);
  let from = null;
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (!link || event.defaultPrevented || link.matches(".skip, .contents a, .number")) return;
    const target = document.getElementById(targetOf(link));
    if (!target) return;
    reveal(target);
    hide();
    markQuoted(link, isParagraph.get(target.id));
    const citation = link.matches(".cited-in a") && (headings.includes(target) ? citationIn(link) : target);
    if (citation) setTimeout(() => { reveal(citation); citation.scrollIntoView({ block: "center" }); markSentence(citation); });
    if (inText(link) && target.closest(".document")) return;
    from = link;
    back.hidden = false;
    target.before(back); // where the keyboard goes on from: one step back
  });
  back.addEventListener("click", () => {
    back.hidden = true;
    if (!from) return;
    reveal(from);
    from.scrollIntoView({ block: "center" });
    from.focus({ preventScroll: true });
  });

  // Filters ------------------------------------------------------------------------------------------------------------------------
  const counted = (name) => {
    const counts = new Map();
    for (const paragraph of paragraphs) for (const value of (paragraph.dataset[name] || "").split(name === "themes" ? " " : "\n").filter(Boolean)) counts.set(value, (counts.get(value) || 0) + 1);
    return counts;
  };
  const groups = [
    ["theme", "Theme", [...themes].map(([code, entry]) => [code, entry.dataset.name, counted("themes").get(code) || 0]), (paragraph, values) => (paragraph.dataset.themes || "").split(" ").some((code) => values.has(code))],
    ["kind", "Kind", [...counted("kind")].map(([value, count]) => [value, value, count]), (paragraph, values) => values.has(paragraph.dataset.kind)],
    ["speaker", "Speaker", [...counted("speaker")].map(([value, count]) => [value, value, count]), (paragraph, values) => values.has(paragraph.dataset.speaker)],
    ["only", "Only", [["cited", "cited in the report", all("[data-cited]").length], ["doubtful", "marked as doubtful", all(".paragraph[data-doubtful]").length]].filter((option) => option[2]), (paragraph, values) => [...values].every((value) => paragraph.dataset[value])],
  ].filter(([name, , options]) => options.length > (name === "theme" || name === "only" ? 0 : 1));

  const tally = make("p", { class: "tally", role: "status" });
  const form = make("form", {});
  for (const [name, legend, options] of groups) {
    const set = make("fieldset", {}, make("legend", {}, legend));
    for (const [value, label, count] of options) {
      const box = make("input", { type: "checkbox", name, value });
      const sign = name === "theme" ? make("span", { "aria-hidden": "true", class: `key-sign ${themes.get(value).classList[1]}` }, themes.get(value).dataset.sign) : "";
      set.append(make("label", {}, box, sign, make("span", {}, label, " ", make("span", { class: "count" }, `(${count})`))));
    }
    form.append(set);
  }
  const view = make("fieldset", {}, make("legend", {}, "Show"));
  // What is shown beside the words: [box, whether at first, what the address says where it differs, what to do].
  const views = [];
  const viewOption = (name, label, initially, said, show) => {
    const box = make("input", { type: "checkbox", name: "view", value: name });
    views.push([box, initially, said, show]);
    view.append(make("label", {}, box, label));
  };
  if (themes.size) viewOption("marks", "marks of themes", true, "hide", (on) => root.classList.toggle("hide-marks", !on));
  if (one(".document .voice")) viewOption("voice", "whose voice", false, "show", (on) => root.classList.toggle("show-voice", on));
  if (view.children.length > 1) form.append(view);
  const reset = make("button", { type: "reset" }, "Show all");
  form.append(make("div", { class: "strip-bar" }, tally, reset));
  const summary = make("summary", {}, "Filter the paragraphs");
  const filters = make("details", { class: "filters" }, summary, form);
  const first = one(".key") || documents[0];
  first.before(filters);

  // The theme by which the maps are coloured, and what colours each of them.
  let colour = "";
  const recolour = [];

  const chosen = () => groups.map(([name, , , test]) => [name, new Set(all(`input[name="${name}"]:checked`, form).map((box) => box.value)), test]).filter(([, values]) => values.size);
  const remember = (search, hash) => {
    try { history.replaceState(history.state, "", location.pathname + search + hash); } catch { /* a page that may not change its address */ }
  };
  const apply = (keep) => {
    const tests = chosen();
    let visible = 0;
    for (const paragraph of paragraphs) {
      const fits = tests.every(([, values, test]) => test(paragraph, values));
      paragraph.hidden = !fits;
      visible += fits;
    }
    for (const link of all(".strip a")) link.classList.toggle("away", isParagraph.get(targetOf(link)).hidden);
    tally.textContent = tests.length ? `${visible} of ${paragraphs.length} paragraphs shown.` : `All ${paragraphs.length} paragraphs shown.`;
    summary.textContent = tests.length ? `Filter the paragraphs: ${visible} of ${paragraphs.length} shown` : "Filter the paragraphs";
    for (const [box, , , show] of views) show(box.checked);
    for (const paint of recolour) paint(colour);
    if (keep) return;
    const search = new URLSearchParams();
    for (const [name, values] of tests) for (const value of values) search.append(name, value);
    for (const [box, initially, said] of views) if (box.checked !== initially) search.append(said, box.value);
    if (colour) search.append("map", colour);
    const text = search.toString();
    remember(text ? `?${text}` : "", location.hash);
  };
  const reveal = (element) => {
    const paragraph = element.closest(".paragraph");
    if (paragraph) paragraph.hidden = false;
    for (let box = element.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
  };
  form.addEventListener("change", () => apply());
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => {
    for (const [box, initially] of views) box.checked = initially;
    apply();
  }));
  const restore = () => {
    const search = new URLSearchParams(location.search);
    for (const box of all("input", form)) if (box.name !== "view") box.checked = search.getAll(box.name).includes(box.value);
    for (const [box, initially, said] of views) box.checked = search.getAll(said).includes(box.value) ? !initially : initially;
    colour = themes.has(search.get("map")) ? search.get("map") : "";
    apply(true);
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target) reveal(target);
  };
  addEventListener("popstate", restore);
  addEventListener("hashchange", () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target) reveal(target);
  });

  // The strip map ------------------------------------------------------------------------------------------------------------------
  for (const strip of all(".strip")) {
    const links = all("svg a", strip);
    const lanes = all(".lane", strip);
    const full = one("svg", strip).viewBox.baseVal.height;
    lanes.forEach((lane) => { lane.dataset.y = lane.getAttribute("y"); lane.dataset.height = lane.getAttribute("height"); });
    if (lanes.length) {
      const select = make("select", { name: "map" }, make("option", { value: "" }, "all themes"));
      for (const [code, entry] of themes) if (lanes.some((lane) => lane.dataset.theme === code)) select.append(make("option", { value: code }, entry.dataset.name));
      recolour.push((theme) => {
        select.value = [...select.options].some((option) => option.value === theme) ? theme : "";
        for (const lane of lanes) {
          const alone = theme === lane.dataset.theme;
          lane.style.display = !theme || alone ? "" : "none";
          lane.setAttribute("y", alone ? 0 : lane.dataset.y);
          lane.setAttribute("height", alone ? full : lane.dataset.height);
        }
      });
      // One theme in all maps, so that texts can be compared.
      select.addEventListener("change", () => { colour = select.value; apply(); });
      const where = make("span", { class: "where", "aria-hidden": "true" });
      strip.prepend(make("div", { class: "strip-bar" }, where, make("label", {}, "Colour by ", select)));
    }
    // One stop for the Tab key, and for a screen reader, which would else read out every cell; arrows move between them.
    const drawing = one("svg", strip);
    for (const [name, value] of [["role", "listbox"], ["aria-orientation", "horizontal"], ["aria-label", "Paragraphs"]]) drawing.setAttribute(name, value);
    links.forEach((link, index) => {
      link.setAttribute("role", "option");
      link.setAttribute("tabindex", index ? "-1" : "0");
      one("title", link)?.remove();
      if (isParagraph.get(targetOf(link))?.dataset.doubtful) {
        link.classList.add("doubtful");
        link.setAttribute("aria-label", `${link.getAttribute("aria-label")}; in doubt`);
      }
      link.addEventListener("keydown", (event) => {
        const step = { ArrowRight: strip.dataset.dir === "rtl" ? -1 : 1, ArrowLeft: strip.dataset.dir === "rtl" ? 1 : -1, Home: -links.length, End: links.length }[event.key];
        if (!step) return;
        event.preventDefault();
        const next = links[Math.min(links.length - 1, Math.max(0, index + step))];
        link.setAttribute("tabindex", "-1");
        next.setAttribute("tabindex", "0");
        next.focus();
      });
    });
  }
  // The map follows the reader: what is scrolled to stays clear of it.
  const covered = () => {
    const heights = all(".strip").map((strip) => strip.offsetHeight);
    if (heights.length) root.style.setProperty("--covered", `${Math.max(...heights) + 8}px`);
  };
  covered();
  addEventListener("resize", covered);
  restore();
  if (chosen().length) filters.open = true;
  const stripLink = new Map(all(".strip a").map((link) => [targetOf(link), link]));
  if (stripLink.size && "IntersectionObserver" in window) {
    const seen = new Set();
    // Some screen readers make out the lines of a page by where things are on the screen, and lose their place where a map moves along
    // with them. It follows who scrolls by wheel, finger or key.
    let current = null, scrolled = false;
    const follow = () => { for (const strip of all(".strip")) strip.classList.toggle("following", scrolled && Boolean(current) && current.dataset.document === strip.dataset.document); };
    const begin = (event) => {
      if (scrolled || (event.type === "keydown" && !["ArrowDown", "ArrowUp", "PageDown", "PageUp", "Home", "End", " "].includes(event.key))) return;
      scrolled = true;
      follow();
    };
    for (const type of ["wheel", "touchstart", "pointermove", "pointerdown", "keydown"]) addEventListener(type, begin, { passive: true });
    const observer = new IntersectionObserver((entries) => {
      for (const entry of entries) entry.isIntersecting ? seen.add(entry.target) : seen.delete(entry.target);
      for (const link of all(".strip a[aria-current]")) link.removeAttribute("aria-current");
      current = paragraphs.find((paragraph) => seen.has(paragraph));
      follow();
      if (current && stripLink.has(current.id)) {
        const link = stripLink.get(current.id);
        link.setAttribute("aria-current", "location");
        const where = one(".where", link.closest(".strip"));
        if (where) where.textContent = nameOf(current);
      }
    }, { rootMargin: "-18% 0px -55% 0px" });
    for (const paragraph of paragraphs) observer.observe(paragraph);
  }

  // The contents show which section is being read ------------------------------------------------------------------------------------
  const contents = one("nav.contents");
  const listed = contents ? new Map(all('a[href^="#"]', contents).map((link) => [targetOf(link), link])) : new Map();
  const sections = all("main :is(h2, h3)").filter((heading) => listed.has(heading.id));
  if (sections.length) {
    const follow = () => {
      const now = sections.filter((heading) => heading.getBoundingClientRect().top < innerHeight * 0.3).pop();
      const link = now && listed.get(now.id);
      for (const other of all("a[aria-current]", contents)) if (other !== link) other.removeAttribute("aria-current");
      if (!link || link.hasAttribute("aria-current")) return;
      link.setAttribute("aria-current", "true");
      if (contents.scrollHeight > contents.clientHeight) contents.scrollTop = link.offsetTop - contents.clientHeight / 2;
    };
    let asked = false;
    addEventListener("scroll", () => {
      if (asked) return;
      asked = true;
      requestAnimationFrame(() => { asked = false; follow(); });
    }, { passive: true });
    follow();
  }
})();
