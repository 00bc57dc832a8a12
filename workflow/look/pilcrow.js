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
  // The words of this file in the language of the page; the English ones where there are no others.
  const translated = JSON.parse(document.getElementById("words")?.textContent || "{}");
  const say = (message, values = {}) => (translated[message] || message).replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);
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
  // A name within a sentence: German keeps its capital.
  const within = (name) => (root.lang.startsWith("de") ? name : name.toLowerCase());
  const targetOf = (link) => decodeURIComponent((link.getAttribute("href") || "").replace(/^[^#]*#/, ""));
  const inText = (element) => element.closest(".document, .strip, .key, .legend, .filters, .card, .cite, .guide");

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
    // Below the last line of what it explains, or above its first: it hides none of the words.
    const lines = [...near.getClientRects()];
    const spot = lines[0] || near.getBoundingClientRect(), foot = lines.length > 1 ? lines[lines.length - 1].bottom : spot.bottom;
    const width = box.offsetWidth, height = box.offsetHeight, view = root.clientWidth;
    const start = near.closest("[dir=rtl]") ? spot.right - width : spot.left;
    const left = Math.min(Math.max(12, atStart ? start : spot.left + spot.width / 2 - width / 2), view - width - 12);
    const below = foot + 8 + height <= innerHeight || spot.top < height + 16;
    box.style.left = `${Math.max(6, left) + scrollX}px`;
    box.style.top = `${(below ? foot + 8 : spot.top - height - 8) + scrollY}px`;
  };
  const hide = () => {
    clearTimeout(waiting);
    if (!owner) return;
    // What describes it besides the card stays.
    const others = (owner.getAttribute("aria-describedby") || "").split(" ").filter((id) => id && id !== "card").join(" ");
    others ? owner.setAttribute("aria-describedby", others) : owner.removeAttribute("aria-describedby");
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
    element.setAttribute("aria-describedby", `${element.getAttribute("aria-describedby") || ""} card`.trim());
    place(card, element);
  };
  const soon = (action, delay) => { clearTimeout(waiting); waiting = setTimeout(action, delay); };

  const themeCard = (code, rules, paragraph) => {
    const entry = themes.get(code);
    if (!entry) return null;
    const box = make("div", { class: `theme ${styleOf(entry)}` });
    const name = make("button", { type: "button", class: "theme-name", title: say("Show this theme alone") }, entry.dataset.name);
    name.addEventListener("click", () => { choose(code); hide(); });
    box.append(make("p", { class: "name" }, name));
    if (entry.dataset.definition) box.append(make("p", {}, entry.dataset.definition));
    for (const rule of (rules || "").split(" | ").filter(Boolean)) {
      const read = rule.startsWith(say("read by {coder}").split("{coder}")[0]);
      const reason = read && paragraph && all(".why .reason", paragraph).find((one) => one.dataset.theme === code);
      const who = `${rule[0].toUpperCase()}${rule.slice(1)}`;
      const told = reason ? say("{rule}: {reason}", { rule: who, reason: reason.textContent }) : who;
      box.append(make("p", { class: "rule" }, read ? told : say("Rule {rule}", { rule })));
    }
    return box;
  };
  const styleOf = (element) => [...element.classList].find((name) => /^t\d+$/.test(name));
  // All marks that cover the words of a mark, innermost first.
  const marksAround = (mark) => {
    const found = [];
    for (let element = mark; element && !element.matches(".paragraph"); element = element.parentElement) {
      if (element.matches(MARK)) found.push(element);
    }
    return found;
  };
  const MARK = ".evidence, .by-second";
  // Whether the page shows a mark: of the two codings it shows one, or where they differ.
  const isShown = (mark) => {
    const coding = codingShown();
    return coding === "differ" ? mark.matches(".differs") : !mark.matches(coding === "second" ? ".by-first" : ".by-second");
  };
  const showMarks = (element, marks) => {
    marks = marks.filter(isShown);
    const voice = marks[0] && marks[0].closest(".voice");
    const content = marks.map((mark) => themeCard(mark.dataset.theme, mark.dataset.rule, mark.closest(".paragraph"))).filter(Boolean);
    if (voice && viewShown() === "voice") content.push(voiceCard(voice));
    show(element, content);
    marks.forEach((mark) => mark.classList.add("lit"));
  };
  const voiceCard = (voice) => {
    const name = voice.getAttribute("aria-label") || voice.dataset.voice;
    const item = all(".why-voice li", voice.closest(".paragraph")).find((one) => one.firstElementChild.textContent === name);
    return make("div", { class: "theme" }, make("p", { class: "name" }, name), item ? make("p", { class: "rule" }, one(".reason", item).textContent) : "");
  };
  const markOfSign = (sign) => {
    for (let element = (sign.closest(".only-html") || sign).previousElementSibling; element; element = element.previousElementSibling) {
      if (element.matches(MARK)) return [element, ...all(MARK, element)].find((mark) => sign.classList.contains(styleOf(mark))) || element;
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
  const markQuoted = (...links) => {
    if (!canMark) return;
    const ranges = links.flatMap(([link, paragraph]) => rangesOf(paragraph, quotesOf(link)));
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
  const isRange = (between) => between?.data === "–";
  const citationIn = (link) => {
    const wanted = link.closest(".paragraph").id, section = document.getElementById(targetOf(link));
    const cites = (other, index) => {
      if (targetOf(other) === wanted) return true;
      // “paras. 7–9” has a link at either end
      const next = proseLinks[index + 1];
      if (!next || !isRange(other.nextSibling) || other.nextElementSibling !== next) return false;
      const [from, at, to] = [targetOf(other), wanted, targetOf(next)].map((id) => placeOf.get(id));
      return from < at && at < to;
    };
    return proseLinks.find((other, index) => cites(other, index) && headingBefore(other) === section);
  };
  const BLOCK = "p, li, dd, figcaption";
  // Where the sentence with an element begins and ends, in characters of its block.
  const sentenceSpan = (block, element) => {
    const before = new Range();
    before.setStart(block, 0);
    before.setEndBefore(element);
    const words = block.textContent, at = before.toString().length;
    // A quotation of several sentences is part of one, and the citation in brackets after it too.
    const many = (text, signs) => text.split(signs).length;
    const [opens, closes] = words.includes("„") ? [/„/, /[“”]/] : words.includes("«") ? [/«/, /»/] : [/“/, /”/];
    const quoting = (end) => many(words.slice(0, end), opens) > many(words.slice(0, end), closes) && closes.test(words.slice(end));
    const ends = [...words.matchAll(/[.!?…][”’"')\]]*\s+(?=[“‘"'„«]?\p{Lu})/gu)].map((end) => end.index + end[0].length).filter((end) => !quoting(end));
    return [Math.max(0, ...ends.filter((end) => end <= at)), Math.min(words.length, ...ends.filter((end) => end > at))];
  };
  const sentenceAround = (element) => {
    const block = element.closest(BLOCK) || element, [start, end] = sentenceSpan(block, element);
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

  // What a theme of a paragraph rests on there, and its words lit.
  const marksOf = (name) => all(MARK, name.closest(".paragraph")).filter((mark) => mark.dataset.theme === name.dataset.theme && isShown(mark));
  const rulesOf = (name) => [...new Set(marksOf(name).flatMap((mark) => mark.dataset.rule.split(" | ")))].join(" | ");
  const lightMarks = (name) => marksOf(name).forEach((mark) => mark.classList.add("lit"));
  const cardFor = (element) => {
    const link = element.closest("a");
    if (link && link.matches(".cited-in a")) return [link, () => show(link, citingOf(link))];
    if (link && link.matches(".sign")) {
      const mark = markOfSign(link);
      return mark && [link, () => showMarks(link, [mark])];
    }
    if (link && !inText(link) && isParagraph.has(targetOf(link))) return [link, () => show(link, previewOf(link, isParagraph.get(targetOf(link))))];
    const reference = link && !inText(link) && /^ref-/.test(targetOf(link)) && document.getElementById(targetOf(link));
    if (reference && !link.closest(".references")) return [link, () => show(link, [make("p", {}, reference.textContent.replace(/\s+/g, " ").trim())])];
    if (link && link.matches(".themes-of a")) return [link, () => { show(link, [themeCard(link.dataset.theme, rulesOf(link), link.closest(".paragraph"))].filter(Boolean)); lightMarks(link); }];
    if (link && link.matches(".strip a")) return [link, () => show(link, previewOf(link, isParagraph.get(targetOf(link))))];
    const entry = element.closest(".key-entry");
    if (entry) return [link || entry, () => show(link || entry, [themeCard(entry.dataset.theme, "")])];
    const mark = element.closest(".document :is(.evidence, .by-second)");
    if (mark && ["themes", "one"].includes(viewShown()) && marksAround(mark).some(isShown)) return [mark, () => showMarks(mark, marksAround(mark))];
    const voice = element.closest(".document .voice");
    if (voice && viewShown() === "voice") return [voice, () => show(voice, [voiceCard(voice)])];
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
    const found = sign || event.target.closest(".document :is(.evidence, .by-second, .voice)") ? cardFor(event.target) : null;
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
  const close = make("button", { class: "close", type: "button", "aria-label": say("Close") }, "✕");
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
      const kind = { h: "heading", s: "salutation", n: "note" }[number[0]];
      const inWords = kind ? `${translated[kind] || kind} ${number.slice(1)}` : "";
      const opening = inWords && inWords[0].toUpperCase() + inWords.slice(1);
      const of = (name) => own[name].replace(/([^\s{}"“(\[]+\s)999999/g, (_, label) => (!kind ? label + number : /^\p{Lu}/u.test(label) ? opening : inWords)).replaceAll(".p999999", `.${paragraph.dataset.number}`);
      const address = /^https?:/.test(location.protocol) && !own.Citation.includes("#") ? ` ${url}` : "";
      const full = of("Citation") + address;
      return [
        [say("Citation"), full],
        [say("In the text"), text],
        [say("Words and citation"), `“${wordsOf(paragraph)}” ${full}`],
        ...Object.keys(own).filter((name) => name !== "Citation").map((name) => [name, of(name)]),
        [say("Link"), url],
        ["ID", paragraph.id],
        ["Pandoc", `[@${paragraph.dataset.document}, ${locator}]`],
      ];
    }
    return [
      [say("Citation"), text],
      [say("Words and citation"), `“${wordsOf(paragraph)}” ${text}`],
      ...(reference ? [[say("Reference"), reference]] : []),
      [say("Link"), url],
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
    said.textContent = done ? say("{form} copied.", { form: name }) : say("The browser does not allow copying: select the words above.");
    if (button) button.focus();
  };
  const openCite = (opener) => {
    const paragraph = opener.closest(".paragraph");
    citing = opener;
    hide();
    heading.textContent = say("Cite {paragraph}", { paragraph: within(nameOf(paragraph)) });
    const kinds = citationsOf(paragraph);
    forms.replaceChildren(...kinds.map(([name, text]) => {
      const button = make("button", { type: "button" }, name);
      button.addEventListener("click", () => copyShown(name, text, button));
      return button;
    }));
    shown.textContent = kinds[0][1];
    said.textContent = say("Choose a form to copy it.");
    place(cite, opener, true);
    forms.firstElementChild.focus({ preventScroll: true });
  };
  for (const paragraph of paragraphs) {
    const button = make("button", { class: "cite-it", type: "button", "aria-haspopup": "dialog", "aria-label": say("Cite {paragraph}", { paragraph: within(nameOf(paragraph)) }) }, say("Cite"));
    button.addEventListener("click", () => openCite(button));
    let tools = one(":scope > .tools", paragraph);
    if (!tools) {
      tools = make("div", { class: "tools", lang: root.lang, dir: root.dir || "ltr" });
      paragraph.append(tools);
    }
    tools.append(button);
  }

  // The way back -------------------------------------------------------------------------------------------------------------------
  const back = make("button", { class: "back", type: "button", hidden: "" }, "← Back to where you were");
  main.append(back);
  let from = null;
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (!link || event.defaultPrevented || link.matches(".skip, .contents a, .to-contents, .number, .themes-of a, .key a")) return;
    const target = document.getElementById(targetOf(link));
    if (!target) return;
    reveal(target);
    hide();
    markQuoted(...(isParagraph.has(target.id) ? [[link, target]] : []));
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
    ["theme", say("Theme"), [...themes].map(([code, entry]) => [code, entry.dataset.name, counted("themes").get(code) || 0]), (paragraph, values) => (paragraph.dataset.themes || "").split(" ").some((code) => values.has(code))],
    ["kind", say("Kind"), [...counted("kind")].map(([value, count]) => [value, translated[value] || value, count]), (paragraph, values) => values.has(paragraph.dataset.kind)],
    ["speaker", say("Speaker"), [...counted("speaker")].map(([value, count]) => [value, value, count]), (paragraph, values) => values.has(paragraph.dataset.speaker)],
    ["only", say("Only"), [["cited", say("cited in the report"), all("[data-cited]").length], ["doubtful", say("marked as doubtful"), all(".paragraph[data-doubtful]").length]].filter((option) => option[2]), (paragraph, values) => [...values].every((value) => paragraph.dataset[value])],
  ].filter(([name, , options]) => options.length > (name === "theme" || name === "only" ? 0 : 1));

  const tally = make("p", { class: "tally", role: "status" });
  const form = make("form", {});
  for (const [name, legend, options] of groups) {
    const set = make("fieldset", {}, make("legend", {}, legend));
    for (const [value, label, count] of options) {
      const box = make("input", { type: "checkbox", name, value });
      set.append(make("label", {}, box, make("span", name === "theme" ? { class: `theme-name ${styleOf(themes.get(value))}` } : {}, label, " ", make("span", { class: "count" }, `(${count})`))));
    }
    form.append(set);
  }
  const reset = make("button", { type: "reset" }, say("Show all"));
  form.append(make("div", { class: "strip-bar" }, tally, reset));
  const summary = make("summary", {}, say("Filter the paragraphs"));
  const filters = make("details", { class: "filters" }, summary, form);
  documents[0].before(filters);

  // How the text is shown: a row of choices that work by style alone. Here the theme that is shown alone joins them, and the
  // address keeps them all.
  const controls = one(".controls");
  const choiceOf = (name) => (controls && one(`input[name="${name}"]:checked`, controls)?.value) || "";
  const viewShown = () => choiceOf("view") || "themes";
  const codingShown = () => choiceOf("coding") || "first";
  let theme = "";
  const alone = make("select", { "aria-label": say("Theme to show alone") });
  if (controls && themes.size) {
    for (const [code, entry] of themes) alone.append(make("option", { value: code }, entry.dataset.name));
    const box = make("input", { type: "radio", name: "view", id: "view-one", value: "one" });
    one('fieldset:has([name="view"])', controls)?.append(make("label", {}, box, " ", make("span", {}, say("One theme"))), alone);
    alone.addEventListener("change", () => choose(alone.value));
  }
  // Beside what changes with the coding stands the same choice.
  const codingButtons = [];
  const codingBoxes = controls ? all('input[name="coding"]', controls) : [];
  for (const figure of codingBoxes.length ? all(".by-codings") : []) {
    const row = make("div", { class: "codings", role: "group", "aria-label": say("Coded by") }, make("span", {}, say("Coded by")));
    for (const box of codingBoxes) {
      const button = make("button", { type: "button" }, one("span", box.parentElement).textContent);
      button.addEventListener("click", () => {
        const top = button.getBoundingClientRect().top;
        box.checked = true;
        apply();
        scrollBy({ top: button.getBoundingClientRect().top - top, behavior: "instant" }); // figures above may have another height now
      });
      codingButtons.push([button, box.value]);
      row.append(button);
    }
    figure.prepend(row);
  }
  const ruling = new CSSStyleSheet();
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, ruling];
  // A theme chosen anywhere is chosen everywhere, and the rest is dimmed.
  const paint = () => {
    const view = viewShown();
    for (const [button, coding] of codingButtons) button.setAttribute("aria-pressed", String(coding === codingShown()));
    theme = view === "one" ? theme || alone.value : "";
    root.classList.toggle("one-theme", Boolean(theme));
    alone.hidden = view !== "one";
    if (theme) alone.value = theme;
    const code = CSS.escape(theme);
    ruling.replaceSync(theme ? `
      .one-theme .document :is(.evidence, .by-second):not([data-theme="${code}"]) { text-decoration-color: transparent; }
      .one-theme .document :is(.evidence, .by-second)[data-theme="${code}"] { --strong: 1; }
      .one-theme .paragraph:not(:has([data-theme="${code}"])) > p { color: var(--muted); }
      .one-theme :is(.lane, .lane-name, .key-entry, .themes-of a):not([data-theme="${code}"]) { --dim: 1; }
      .one-theme .drawing .of-theme:not(.${styleOf(themes.get(theme))}) { --dim: 1; }` : "");
    for (const element of all(".key-entry a, .themes-of a, .lane-name")) {
      const chosen = Boolean(theme) && (element.dataset.theme || element.closest("[data-theme]").dataset.theme) === theme;
      element.classList.toggle("chosen", chosen);
      if (element.matches(".key-entry a")) element.setAttribute("aria-pressed", String(chosen));
    }
  };
  const choose = (code, view = "one") => {
    theme = themes.has(code) ? code : "";
    const box = controls && one(`[name="view"][value="${theme ? view : "themes"}"]`, controls);
    if (box) box.checked = true;
    apply();
  };
  // One's name chooses a theme; chosen again, all are shown.
  for (const link of all(".key-entry a, .themes-of a")) {
    if (link.matches(".key-entry a")) link.setAttribute("role", "button");
    link.addEventListener("click", (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey || !controls) return;
      event.preventDefault();
      const code = link.closest("[data-theme]").dataset.theme;
      choose(theme === code ? "" : code);
    });
    if (link.matches(".key-entry a")) link.addEventListener("keydown", (event) => { if (event.key === " ") { event.preventDefault(); link.click(); } });
  }
  // In figures what is drawn in a theme's colour chooses it; more than twelve themes share colours, and then none does.
  const inStyle = new Map();
  for (const [code, entry] of themes) inStyle.set(styleOf(entry), inStyle.has(styleOf(entry)) ? "" : code);
  for (const drawing of all(".drawing")) drawing.addEventListener("click", (event) => {
    const mark = event.target.closest(".of-theme"), code = mark && inStyle.get(styleOf(mark));
    if (code && controls) choose(theme === code ? "" : code);
  });
  controls?.addEventListener("change", (event) => { if (event.target.name) apply(); });
  controls?.addEventListener("submit", (event) => event.preventDefault());

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
    tally.textContent = tests.length ? say("{visible} of {all} paragraphs shown.", { visible, all: paragraphs.length }) : say("All {all} paragraphs shown.", { all: paragraphs.length });
    summary.textContent = tests.length ? say("Filter the paragraphs: {visible} of {all} shown", { visible, all: paragraphs.length }) : say("Filter the paragraphs");
    paint();
    for (const settle of settled) settle();
    if (keep) return;
    const search = new URLSearchParams();
    for (const [name, values] of tests) for (const value of values) search.append(name, value);
    if (theme) search.append("one", theme);
    else if (choiceOf("view") && !one(`input[name="view"]:checked`, controls).defaultChecked) search.append("view", viewShown());
    if (codingShown() !== "first") search.append("coding", codingShown());
    if (guiding) search.append("guide", guiding());
    const text = search.toString();
    remember(text ? `?${text}` : "", location.hash);
  };
  const settled = []; // makes sure that what the Tab key comes to can be seen
  let guiding = null; // the number of the finding that the guide is at
  const reveal = (element) => {
    const paragraph = element.closest(".paragraph");
    if (paragraph) paragraph.hidden = false;
    for (let box = element.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
  };
  // A theme that alone is filtered for is chosen, as long as it is.
  let filtered = "";
  const chooseFiltered = () => {
    const codes = all('input[name="theme"]:checked', form).map((box) => box.value);
    const before = filtered;
    filtered = codes.length === 1 && controls ? codes[0] : "";
    if (filtered && filtered !== before) choose(filtered);
    else if (!filtered && before && theme === before) choose("");
    else apply();
  };
  form.addEventListener("change", chooseFiltered);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(chooseFiltered));
  const restore = () => {
    const search = new URLSearchParams(location.search);
    for (const box of all("input", form)) if (box.name) box.checked = search.getAll(box.name).includes(box.value);
    // "show", "hide" and "map" are what older addresses say.
    const view = search.get("view") || (search.get("show") === "voice" ? "voice" : search.get("hide") === "marks" ? "text" : "");
    const code = search.get("one") || search.get("map");
    theme = themes.has(code) ? code : "";
    for (const [name, value] of [["view", theme ? "one" : view], ["coding", search.get("coding")]]) {
      const boxes = controls ? all(`input[name="${name}"]`, controls) : [];
      const wanted = boxes.find((box) => box.value === value) || boxes.find((box) => box.defaultChecked);
      if (wanted) wanted.checked = true;
    }
    const codes = search.getAll("theme");
    filtered = codes.length === 1 && codes[0] === theme ? theme : "";
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
    for (const name of all(".lane-name", strip)) name.addEventListener("click", () => choose(theme === name.dataset.theme ? "" : name.dataset.theme));
    // One stop for the Tab key, and for a screen reader, which would else read out every cell; arrows move between them.
    const drawing = one("svg", strip);
    for (const [name, value] of [["role", "listbox"], ["aria-orientation", "horizontal"], ["aria-label", say("Paragraphs")]]) drawing.setAttribute(name, value);
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
    // of the map stays in sight what is below the rows of themes
    const heights = all(".strip").map((strip) => {
      const names = one(".lane-names", strip), above = names ? names.getBoundingClientRect().bottom - strip.getBoundingClientRect().top : 0;
      strip.style.setProperty("--above", `${above}px`);
      return strip.offsetHeight - above;
    });
    if (heights.length) root.style.setProperty("--covered", `${Math.max(...heights) + 8}px`);
  };
  covered();
  addEventListener("resize", covered);
  restore();
  if (chosen().length) filters.open = true;
  const stripLink = new Map(all(".strip a").map((link) => [targetOf(link), link]));
  if (stripLink.size && "IntersectionObserver" in window) {
    const onScreen = new Set();
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
      for (const entry of entries) entry.isIntersecting ? onScreen.add(entry.target) : onScreen.delete(entry.target);
      for (const link of all(".strip a[aria-current]")) link.removeAttribute("aria-current");
      current = paragraphs.find((paragraph) => onScreen.has(paragraph));
      follow();
      if (current && stripLink.has(current.id)) {
        const link = stripLink.get(current.id);
        link.setAttribute("aria-current", "location");
      }
    }, { rootMargin: "-18% 0px -55% 0px" });
    for (const paragraph of paragraphs) observer.observe(paragraph);
  }

  // The keyboard ------------------------------------------------------------------------------------------------------------------
  // A group of links is one stop of the Tab key; arrows move inside. What cannot be seen is passed over.
  const seen = (element) => element.checkVisibility ? element.checkVisibility({ visibilityProperty: true }) : element.getClientRects().length > 0;
  const oneStop = (hosts, items, move) => {
    const stops = () => items().filter((item) => "stop" in item.dataset);
    const enter = (element) => { for (const other of stops()) other.tabIndex = other === element ? 0 : -1; };
    for (const item of items()) { item.dataset.stop = ""; item.tabIndex = -1; }
    const settle = () => {
      const now = stops().find((item) => item.tabIndex === 0);
      const next = now && seen(now) ? now : items().find(seen) || now || stops()[0];
      if (next && next !== now) enter(next);
    };
    settle();
    settled.push(settle);
    for (const host of hosts) {
      host.addEventListener("focusin", (event) => { if ("stop" in event.target.dataset) enter(event.target); });
      host.addEventListener("keydown", (event) => {
        if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || !("stop" in event.target.dataset)) return;
        const next = move(event.key, event.target);
        if (!next) return;
        event.preventDefault();
        enter(next);
        next.focus();
      });
    }
  };
  const step = (list, at, by) => list[Math.min(list.length - 1, Math.max(0, list.indexOf(at) + by))];
  const along = (items) => (key, at) => {
    const there = items().filter(seen);
    if (key === "Home" || key === "End") return there.at(key === "Home" ? 0 : -1);
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[key];
    return by && step(there, at, by);
  };
  for (const list of [one(".key"), one(".legend"), one("nav.contents")].filter(Boolean)) {
    const items = () => all("a", list);
    oneStop([list], items, along(items));
  }
  // The links of a sentence of prose are one stop too. Where one has the focus, the others show that they belong to it.
  const bySentence = new Map();
  for (const link of all('main a[href^="#"], .abstract a[href^="#"]')) {
    const block = link.closest(BLOCK);
    if (!block || "stop" in link.dataset || link.matches('.note-ref, [role="doc-noteref"]') || link.closest(".document, table, nav, .references, .controls, .guide, .addresses")) continue;
    const sentences = bySentence.get(block) || bySentence.set(block, new Map()).get(block), [begin] = sentenceSpan(block, link);
    sentences.set(begin, [...(sentences.get(begin) || []), link]);
  }
  const together = [...bySentence.values()].flatMap((sentences) => [...sentences.values()]).filter((links) => links.length > 1);
  for (const links of together) {
    oneStop(links, () => links, along(() => links));
    for (const link of links) {
      link.setAttribute("aria-describedby", "by-arrows");
      link.addEventListener("focus", () => { if (link.matches(":focus-visible")) for (const other of links) other.classList.toggle("together", other !== link); });
      link.addEventListener("blur", () => links.forEach((other) => other.classList.remove("together")));
    }
  }
  if (together.length) document.body.append(make("p", { id: "by-arrows", hidden: "" }, say("Arrows lead to the other links of the sentence.")));
  // In the transcript up and down lead from paragraph to paragraph, right and left to what is in one.
  const INSIDE = "a[href], button, summary";
  for (const text of documents.filter((element) => one(".paragraph", element))) {
    const items = () => all(INSIDE, text);
    oneStop([text], items, (key, at) => {
      const paragraph = at.closest(".paragraph");
      if (!paragraph) return key.startsWith("Arrow") ? step(items().filter(seen), at, key === "ArrowRight" || key === "ArrowDown" ? 1 : -1) : null;
      if (key === "ArrowUp" || key === "ArrowDown") {
        const there = paragraphs.filter((element) => text.contains(element) && !element.hidden);
        const next = step(there, paragraph, key === "ArrowDown" ? 1 : -1);
        return next === paragraph ? null : one(".number", next);
      }
      const inside = all(INSIDE, paragraph).filter(seen);
      if (key === "Home" || key === "End") return inside.at(key === "Home" ? 0 : -1);
      if (key === "Escape") return at === inside[0] ? null : inside[0];
      const mirrored = paragraph.closest("[dir]").dir === "rtl" ? -1 : 1;
      const by = { ArrowRight: mirrored, ArrowLeft: -mirrored }[key];
      return by ? step(inside, at, by) : null;
    });
    one('[data-stop][tabindex="0"]', text)?.setAttribute("aria-describedby", "by-keyboard");
  }
  const told = make("p", { class: "small keyboard", id: "by-keyboard" }, say("By keyboard: a text is one stop of the Tab key. In it ↑ and ↓ lead from paragraph to paragraph, → and ← to the marks, notes and buttons of one. Arrows also lead through the key, the contents, and the links of a sentence."));
  (one(".addresses") || filters).append(told);

  // The guided reading -------------------------------------------------------------------------------------------------------------
  const guide = one(".guide");
  if (guide) {
    const levelOf = (element) => Number(element.tagName[1]);
    const begins = new Set(all(".finding", guide).map(targetOf));
    const findings = all("li", guide).map((item) => {
      const link = one(".finding", item), target = document.getElementById(targetOf(link));
      const begin = headings.indexOf(target);
      const end = headings.slice(begin + 1).find((other) => levelOf(other) <= levelOf(target) || begins.has(other.id));
      const after = (element, place) => place && place.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING;
      const held = new Set(all(".place", item).map(targetOf));
      const places = proseLinks.filter((other) => after(other, target) && !after(other, end) && held.has(targetOf(other)));
      return { title: link.textContent, link, places };
    }).filter((finding) => finding.places.length);
    const sentenceOf = (link) => {
      const box = make("p", {}, sentenceAround(link).cloneContents());
      all(".note-ref", box).forEach((note) => note.remove());
      return box.textContent.replace(/\s+/g, " ").trim();
    };
    // The steps: every sentence of every finding that cites the text, with all its places. A range is one place.
    const steps = [];
    findings.forEach((finding, number) => {
      const own = [];
      for (const link of finding.places) {
        if (isRange(link.previousSibling)) continue;
        const end = isRange(link.nextSibling) && proseLinks[proseLinks.indexOf(link) + 1];
        const covered = [targetOf(link), ...(link.dataset.through || "").split(" "), ...(end ? [targetOf(end)] : [])].map((id) => isParagraph.get(id)).filter(Boolean);
        const sentence = sentenceOf(link);
        let step = own.find((other) => other.sentence === sentence);
        if (!step) own.push(step = { finding, number, sentence, links: [], places: [], covered: [] });
        step.links.push([link, covered[0]]);
        if (!covered.every((it) => step.covered.includes(it))) step.places.push([covered[0], end ? covered[covered.length - 1] : null]);
        step.covered.push(...covered);
      }
      const inOrder = (one, other) => placeOf.get(one.id) - placeOf.get(other.id);
      own.forEach((one, at) => {
        Object.assign(one, { at, of: own.length });
        one.places.sort(([from], [other]) => inOrder(from, other));
        one.covered.sort(inOrder);
      });
      steps.push(...own);
    });
    // The places of a step: the name of one paragraph, or links to several.
    const placesOf = ({ places, covered }) => {
      if (places.length === 1 && !places[0][1]) return [within(nameOf(places[0][0]))];
      const several = new Set(covered.map((it) => it.dataset.document)).size > 1;
      return [`${say("paragraphs")} `, ...places.flatMap(([from, to], at) => {
        const link = make("a", { href: `#${from.id}` }, `${several ? `${from.dataset.document} ` : ""}${numberOf(from)}${to ? `–${numberOf(to)}` : ""}`);
        link.addEventListener("click", (event) => { event.preventDefault(); from.scrollIntoView({ block: "center" }); });
        return at ? [", ", link] : [link];
      })];
    };
    if (steps.length) {
      const where = make("p", { class: "where" });
      const sentence = make("p", { class: "sentence" });
      const button = (name, label, act) => {
        const made = make("button", { type: "button", class: name }, label);
        made.addEventListener("click", act);
        return made;
      };
      const before = button("before", `← ${say("Previous")}`, () => go(at - 1));
      const next = button("next", `${say("Next")} →`, () => go(at + 1));
      const leave = button("leave", say("End"), () => end());
      const source = make("a", { class: "source" }, say("In the report"));
      const bar = make("section", { class: "guide-bar", "aria-label": say("Guided reading"), hidden: "" },
        make("div", { "aria-live": "polite" }, where, sentence), make("div", { class: "steps" }, before, next, source, leave));
      document.body.append(bar);
      let at = -1, opener = null;
      const clear = () => all(".guided").forEach((element) => element.classList.remove("guided"));
      const go = (to, focused = true) => {
        at = Math.min(steps.length - 1, Math.max(0, to));
        const { finding, number, links, covered, sentence: words, at: place, of } = steps[at];
        clear();
        covered.forEach((element) => { reveal(element); element.classList.add("guided"); });
        markQuoted(...links);
        where.replaceChildren(make("strong", {}, say("Finding {number} of {all}", { number: number + 1, all: findings.length })), ` · ${finding.title} · `, ...placesOf(steps[at]), of > 1 ? ` (${say("sentence {number} of {all}", { number: place + 1, all: of })})` : "");
        sentence.textContent = words;
        source.href = `#${targetOf(finding.link)}`;
        before.disabled = at === 0;
        next.disabled = at === steps.length - 1;
        bar.hidden = false;
        root.classList.add("guiding");
        guiding = () => String(at + 1);
        apply();
        covered[0].scrollIntoView({ block: covered.length > 1 ? "start" : "center" });
        if (focused && document.activeElement !== before) (next.disabled ? before : next).focus({ preventScroll: true });
      };
      const end = () => {
        bar.hidden = true;
        root.classList.remove("guiding");
        clear();
        guiding = null;
        markQuoted();
        apply();
        (opener || one("summary", guide)).focus({ preventScroll: true });
      };
      const start = button("start", say("Lead me through the text"), () => { opener = start; go(0); });
      guide.prepend(start);
      for (const link of all(".place", guide)) link.addEventListener("click", (event) => {
        const number = findings.findIndex((finding) => finding.link === one(".finding", link.closest("li")));
        const found = steps.findIndex((other) => other.number === number && other.covered.some((element) => element.id === targetOf(link)));
        if (found < 0) return;
        event.preventDefault();
        opener = link;
        go(found);
      });
      source.addEventListener("click", () => { bar.hidden = true; root.classList.remove("guiding"); clear(); });
      addEventListener("keydown", (event) => {
        if (bar.hidden || event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.target.matches("input, select, textarea, [data-stop]") || event.target.closest(".strip, .cite")) return;
        if (event.key === "ArrowRight" || event.key === "ArrowLeft") { event.preventDefault(); go(at + (event.key === "ArrowRight" ? 1 : -1)); }
        if (event.key === "Escape") end();
      });
      const asked = Number(new URLSearchParams(location.search).get("guide"));
      if (asked > 0 && asked <= steps.length) go(asked - 1, false);
    }
  }

  // The contents, within reach on a narrow page ------------------------------------------------------------------------------------
  const toContents = one(".to-contents");
  if (toContents && one("nav.contents")) {
    const list = one("nav.contents");
    toContents.setAttribute("role", "button");
    toContents.setAttribute("aria-expanded", "false");
    const toggle = (open) => {
      list.classList.toggle("over", open);
      toContents.setAttribute("aria-expanded", String(open));
      if (open) one('a[aria-current], a', list)?.focus({ preventScroll: true });
    };
    const narrow = () => getComputedStyle(toContents).display !== "none";
    toContents.addEventListener("click", (event) => { event.preventDefault(); toggle(!list.classList.contains("over")); });
    toContents.addEventListener("keydown", (event) => { if (event.key === " ") { event.preventDefault(); toContents.click(); } });
    list.addEventListener("click", (event) => { if (event.target.closest("a")) toggle(false); });
    document.addEventListener("pointerdown", (event) => { if (list.classList.contains("over") && !list.contains(event.target) && event.target !== toContents) toggle(false); });
    document.addEventListener("keydown", (event) => { if (event.key === "Escape" && list.classList.contains("over")) { toggle(false); toContents.focus(); } });
    addEventListener("resize", () => { if (!narrow()) toggle(false); });
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
