// The search of the page of all documents. Without this file the list of documents is still there to be read.
//
// What is searched lies in the page, or in script files beside it, a shard each: a page opened from disk may load a script, and nothing
// else. Of shards not more is kept than KEPT characters; a larger corpus is read again for each search, a shard at a time.
(() => {
  "use strict";
  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const make = (name, attributes = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };
  const translated = JSON.parse(one("#words")?.textContent || "{}");
  const filled = (words, values) => words.replace(/\{(\w+)\}/g, (hole, name) => values[name] ?? hole);
  const say = (message, values = {}) => filled(translated[message] || message, values);
  // The forms of a number stand in the order in which gettext counts them: one, (few,) other.
  const language = document.documentElement.lang || "en";
  const sayNumber = (number, other, single, values = {}) => {
    const forms = translated[other] || [single, other];
    const form = new Intl.PluralRules(language).select(number);
    const at = form === "one" ? 0 : form === "few" ? 1 : forms.length - 1;
    return filled(forms[Math.min(at, forms.length - 1)], { n: number.toLocaleString(language), ...values });
  };
  const place = one("#search");
  const list = one("#list");
  if (!place || !list) return;
  document.documentElement.classList.add("js");
  const KEPT = 30e6, LISTED = 2000, SHOWN = 50, AROUND = 320;
  const rows = new Map(all("tr[data-document]", list).map((row) => [row.dataset.document, row]));
  const order = new Map([...rows.keys()].map((name, index) => [name, index]));

  // Folding ------------------------------------------------------------------------------------------------------------------------
  // Case and accents do not count, nor does what stands between words: a text becomes its words, each with a space before and after.
  // Letters of scripts without spaces are words of their own.
  const MARKS = /[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f]/g;
  const OTHERS = { "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "þ": "th", "ħ": "h", "ς": "σ" };
  const SPECIAL = new RegExp(`[${Object.keys(OTHERS).join("")}]`, "g");
  const ALONE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/gu;
  const lower = (text) => text.toLowerCase().normalize("NFKD").replace(MARKS, "").replace(SPECIAL, (letter) => OTHERS[letter]);
  const words = (text) => lower(text).replace(ALONE, " $& ").replace(/[^\p{L}\p{N}\p{M}\n]+/gu, " ");
  const folded = (text) => ` ${words(text).replace(/\n/g, " \n ")} `;
  // A paragraph folded, and for each of its folded characters where in the text it stood.
  const traced = (text) => {
    let out = " ";
    const at = [0];
    let position = 0;
    for (const letter of text) {
      for (const piece of words(letter)) {
        if (piece === " " && out.endsWith(" ")) continue;
        out += piece;
        for (let unit = 0; unit < piece.length; unit += 1) at.push(position);
      }
      position += letter.length;
    }
    if (!out.endsWith(" ")) { out += " "; at.push(position); }
    return [out, at];
  };

  // A search: what a paragraph must hold, each as " its words ", or with the end open where it was written with an asterisk.
  const read = (text) => {
    const wanted = [];
    for (const [, phrase, word] of text.matchAll(/["“„«]([^"”“»]*)["”“»]?|([^\s"“„«]+)/g)) {
      const open = /\*$/.test((phrase ?? word).trim());
      const found = words(phrase ?? word).trim();
      if (found) wanted.push(open ? ` ${found}` : ` ${found} `);
    }
    return [...new Set(wanted)];
  };

  // Where in a text the words of a search stand: ranges, sorted, none within another.
  const ranges = (text, wanted) => {
    const [line, at] = traced(text);
    const found = [];
    for (const words of wanted) {
      for (let from = line.indexOf(words); from >= 0; from = line.indexOf(words, from + 1)) {
        let end = from + words.length;
        if (words.endsWith(" ")) end -= 1;
        else while (end < line.length && line[end] !== " ") end += 1;
        const last = at[end - 1];
        found.push([at[from + 1], last + [...text.slice(last)][0].length]);
      }
    }
    found.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
    const kept = [];
    for (const range of found) {
      const before = kept[kept.length - 1];
      if (before && range[0] < before[1]) before[1] = Math.max(before[1], range[1]);
      else kept.push(range);
    }
    // A combining mark belongs to the letter before it.
    for (const range of kept) while (range[1] < text.length && /\p{M}/u.test(text[range[1]])) range[1] += 1;
    return kept;
  };

  // Shards -------------------------------------------------------------------------------------------------------------------------
  const embedded = one("#texts");
  const names = embedded ? [""] : (place.dataset.shards || "").split(" ").filter(Boolean);
  const loaded = new Map();
  let size = 0;
  const arrivals = new Map();
  window.pilcrowShard = (name, texts) => { const arrived = arrivals.get(name); if (arrived) arrived(texts); };
  const prepare = (texts) => texts.map(([document, numbers, text]) => ({ document, numbers: numbers.split(" "), lines: text.split("\n"), folded: folded(text) }));
  const load = async (name) => {
    if (loaded.has(name)) return loaded.get(name);
    const texts = embedded ? JSON.parse(embedded.textContent) : await new Promise((resolve, reject) => {
      const script = make("script", { src: `${place.dataset.folder}${name}.js` });
      arrivals.set(name, resolve);
      script.addEventListener("error", () => reject(new Error(name)));
      script.addEventListener("load", () => script.remove());
      document.head.append(script);
    });
    arrivals.delete(name);
    const ready = prepare(texts);
    const characters = ready.reduce((sum, text) => sum + 2 * text.folded.length, 0);
    if (size + characters <= KEPT) { loaded.set(name, ready); size += characters; }
    return ready;
  };

  const matches = (text, wanted) => {
    const found = [];
    if (!wanted.every((words) => text.folded.includes(words))) return found;
    text.folded.split("\n").forEach((line, index) => { if (wanted.every((words) => line.includes(words))) found.push(index); });
    return found;
  };

  // The form and what it finds -----------------------------------------------------------------------------------------------------
  const field = make("input", { type: "search", id: "query", name: "q", autocomplete: "off", spellcheck: "false", "aria-describedby": "search-help" });
  const form = make("form", { role: "search" }, make("label", { for: "query" }, say("Search all documents")), make("div", { class: "query" }, field, make("button", { type: "submit" }, say("Search"))));
  const help = make("p", { class: "small", id: "search-help" }, say("Paragraphs that hold all the words. Put a phrase in quotation marks, and an asterisk for any ending: “peace process”, diplom*. Case, accents and punctuation do not count."));
  const said = make("p", { class: "tally", role: "status" });
  const results = make("div", { class: "results" });
  const more = make("button", { type: "button", hidden: "" });
  place.append(form, help, said, results, more);
  place.hidden = false;

  let search = 0;
  let hits = []; // in the order of the list, the first LISTED of them
  let asked = [];
  let drawn = 0;
  let group = null;

  const hit = ({ document: name, number, text }, wanted) => {
    const found = ranges(text, wanted);
    const row = rows.get(name);
    if (!group || group.dataset.document !== name) {
      const link = one("a", row);
      const title = make(link ? "a" : "span", link ? { href: link.getAttribute("href") } : {}, ...[...(link || one(".title-of", row)).childNodes].map((node) => node.cloneNode(true)));
      group = make("section", { class: "result", "data-document": name }, make("h2", {}, title), make("p", { class: "small whence" }, [row.dataset.speaker, row.dataset.date].filter(Boolean).join(", ")));
      results.append(group);
    }
    let from = 0, to = text.length;
    if (text.length > AROUND * 1.5) {
      from = Math.max(0, (found.length ? found[0][0] : 0) - AROUND / 3);
      if (from) from = text.indexOf(" ", from) + 1 || from;
      to = Math.min(text.length, Math.max(from + AROUND, found.length ? found[0][1] : 0));
      if (to < text.length) to = Math.max(text.lastIndexOf(" ", to), found.length ? found[0][1] : from + 1);
    }
    const words = make("span", { class: "words", lang: row.dataset.lang, dir: row.dataset.dir });
    let at = from;
    if (from) words.append("… ");
    for (const [start, end] of found) {
      if (start < at || start >= to) continue;
      words.append(text.slice(at, start), make("mark", {}, text.slice(start, Math.min(end, to))));
      at = Math.min(end, to);
    }
    words.append(text.slice(at, to), to < text.length ? " …" : "");
    const identifier = `${name}.${number}`;
    const home = row.dataset.home;
    const label = home === undefined ? make("span", { class: "id" }, identifier) : make("a", { class: "id", href: `${home}#${identifier}` }, identifier);
    group.append(make("p", { class: "hit" }, label, " ", words));
  };
  const draw = (count) => {
    for (; drawn < hits.length && count > 0; drawn += 1, count -= 1) hit(hits[drawn], asked);
    more.hidden = drawn >= hits.length;
    more.textContent = say("Show {count} more", { count: Math.min(SHOWN, hits.length - drawn) });
  };
  more.addEventListener("click", () => draw(SHOWN));

  const run = async (query) => {
    const mine = search += 1;
    const wanted = asked = read(query);
    field.defaultValue = query; // to which some browsers reset the field of a page that they come back to
    hits = [];
    drawn = 0;
    group = null;
    results.replaceChildren();
    more.hidden = true;
    said.textContent = "";
    const documents = new Set();
    if (!wanted.length) {
      if (query.trim()) said.textContent = say("Type a word.");
      return;
    }
    const missing = [];
    const first = () => { hits.sort((a, b) => order.get(a.document) - order.get(b.document) || a.line - b.line); hits.length = Math.min(hits.length, LISTED); };
    let count = 0;
    for (const [index, name] of names.entries()) {
      let texts = [];
      try { texts = await load(name); } catch { missing.push(name); }
      if (mine !== search) return;
      for (const text of texts) {
        if (!rows.has(text.document)) continue;
        for (const line of matches(text, wanted)) {
          documents.add(text.document);
          count += 1;
          hits.push({ document: text.document, line, number: text.numbers[line], text: text.lines[line] });
        }
      }
      if (hits.length > 2 * LISTED) first();
      if (index + 1 < names.length) said.textContent = say("Searching: part {part} of {parts}. Paragraphs so far: {count}.", { part: index + 1, parts: names.length, count });
    }
    first();
    draw(SHOWN);
    const documentsFound = documents.size;
    said.textContent = count ? `${sayNumber(count, "{n} paragraphs", "{n} paragraph")} ${sayNumber(documentsFound, "in {n} documents", "in {n} document")}.` : say("No paragraph holds these words.");
    if (count > hits.length) said.textContent += ` ${say("The first {count} can be shown.", { count: hits.length })}`;
    if (missing.length) said.textContent += ` ${say("Parts of the index that could not be read: {missing} of {parts}. They belong in {folder}, beside this page.", { missing: missing.length, parts: names.length, folder: place.dataset.folder })}`;
  };
  const ask = () => {
    const query = field.value;
    const address = query ? `?${new URLSearchParams({ q: query })}` : "";
    try { history.replaceState(history.state, "", location.pathname + address); } catch { /* a page that may not change its address */ }
    return run(query);
  };
  form.addEventListener("submit", (event) => { event.preventDefault(); ask(); });
  field.addEventListener("search", () => { if (!field.value) ask(); });
  const restore = () => {
    field.value = new URLSearchParams(location.search).get("q") || "";
    run(field.value);
  };
  addEventListener("popstate", restore);
  restore();
})();
