/* What stands on the page. Every text of a transcript or the codebook enters as text, never as markup. */

function make(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (key === "class") element.className = value;
    else if (key === "on") for (const [event, act] of Object.entries(value)) element.addEventListener(event, act);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

const one = (id) => document.getElementById(id);

function shown(number) {
  return number.replace(/^p/, "");
}

function called(paragraph) {
  const names = { heading: "Heading", salutation: "Salutation", note: "Note", question: "Question", speech: "Paragraph" };
  return `${names[paragraph.kind] || "Paragraph"} ${shown(paragraph.number)}`;
}

function quoted(text) {
  return `“${text.length > 90 ? `${text.slice(0, 60)} … ${text.slice(-24)}` : text}”`;
}

// A document: its head, and its paragraphs in their order. Returns the elements of the paragraphs by ID.
function showDocument(shownDocument, place, act) {
  const elements = new Map();
  const head = make(
    "div",
    { class: "head", lang: shownDocument.lang, dir: shownDocument.dir },
    make("h2", {}, shownDocument.title),
    make("p", {}, [shownDocument.speaker, shownDocument.place, shownDocument.date].filter(Boolean).join(" · ")),
  );
  let label = "";
  const rows = shownDocument.paragraphs.map((paragraph) => {
    const words = make("p", { class: "words", lang: shownDocument.lang, dir: shownDocument.dir, "data-id": paragraph.id });
    const changed = shownDocument.several && paragraph.label && paragraph.label !== label;
    label = paragraph.label || label;
    const row = make(
      "div",
      {
        class: `paragraph ${paragraph.kind}${paragraph.coded ? " coded" : ""}`,
        id: paragraph.id,
        role: paragraph.coded ? "group" : null,
        tabindex: paragraph.coded ? "-1" : null,
      },
      changed ? make("p", { class: "speaker", lang: shownDocument.lang, dir: shownDocument.dir }, paragraph.label) : null,
      make("span", { class: "number", "aria-hidden": "true" }, paragraph.coded ? shown(paragraph.number) : ""),
      words,
      paragraph.coded ? make("p", { class: "decisions" }) : null,
    );
    if (paragraph.coded) row.addEventListener("click", () => act.go(paragraph.id, false));
    elements.set(paragraph.id, row);
    return row;
  });
  place.replaceChildren(head, make("div", { class: "paragraphs" }, ...rows));
  return elements;
}

// The words of a paragraph with what is evidence, and what is selected.
function showWords(row, paragraph, coding, themes, selection) {
  const marks = [];
  themes.forEach((theme, index) => {
    for (const span of coding ? (coding.themes[theme.code] || { spans: [] }).spans : []) marks.push({ span, theme: (index % 12) + 1 });
  });
  if (selection) marks.push({ span: selection, theme: 0 });
  // Where nothing changed the nodes stay, and with them what a finger is selecting.
  const signature = JSON.stringify(marks);
  const place = row.querySelector(".words");
  if (place.drawn === signature) return;
  place.drawn = signature;
  const pieces = cutAt(paragraph.text, marks.map((mark) => mark.span)).map(({ text, inside }) => {
    if (!inside.length) return document.createTextNode(text);
    const held = inside.map((number) => marks[number].theme);
    const evidence = held.filter((theme) => theme > 0);
    const name = [evidence.length ? `evidence t${evidence[0]}` : "", evidence.length > 1 ? "more" : "", held.includes(0) ? "selection" : ""];
    return make("span", { class: name.filter(Boolean).join(" ") }, text);
  });
  place.replaceChildren(...pieces);
}

// What was decided on a paragraph, in a line under it.
function showDecisions(row, paragraph, coding, stale, themes) {
  const line = row.querySelector(".decisions");
  if (!line) return;
  const given = themes.map((theme, index) => ({ theme, index })).filter(({ theme }) => coding && coding.themes[theme.code]);
  const parts = given.map(({ theme, index }) => make("span", { class: `chip t${(index % 12) + 1}` }, theme.name));
  if (coding && coding.none) parts.push(make("span", { class: "chip nothing" }, "No theme applies"));
  if (stale) parts.push(make("span", { class: "chip doubtful" }, "Changed since"));
  line.replaceChildren(...parts);
  const said = [...given.map(({ theme }) => theme.name), coding && coding.none ? "no theme applies" : "", stale ? "changed since it was read" : ""];
  row.setAttribute("aria-label", `${called(paragraph)}: ${said.filter(Boolean).join(", ") || "undecided"}`);
  row.classList.toggle("decided", parts.length > 0 && !stale);
}

// The codebook's entry behind a theme's definition.
function entryOf(theme) {
  const line = (label, text) => (text ? make("p", {}, make("b", {}, `${label} `), text) : null);
  const examples = (label, list) =>
    list.length
      ? make(
          "div",
          {},
          make("b", {}, label),
          make(
            "ul",
            {},
            ...list.map((example) =>
              make("li", {}, make("q", {}, example.text), example.paragraph ? ` (${example.paragraph})` : "", example.why ? make("span", { class: "why" }, ` ${example.why}`) : ""),
            ),
          ),
        )
      : null;
  const parts = [
    line("In full:", theme.full_definition),
    line("Use when:", theme.use_when),
    line("Not when:", theme.not_when),
    examples("Examples", theme.examples),
    examples("Counter-examples", theme.counter_examples),
  ].filter(Boolean);
  const definition = theme.definition || "About this theme";
  if (!parts.length) return theme.definition ? make("p", { class: "definition" }, theme.definition) : null;
  return make("details", { class: "definition" }, make("summary", {}, definition), make("div", { class: "entry" }, ...parts));
}

// The list of themes, made once. Returns, by code, what changes in it.
function showThemes(place, themes, codebook, act) {
  const rows = new Map();
  themes.forEach((theme, index) => {
    const button = make(
      "button",
      { type: "button", class: "theme", "aria-pressed": "false", "aria-keyshortcuts": theme.key.toUpperCase() || null, on: { click: () => act.toggle(theme.code) } },
      make("span", { class: "sign", "aria-hidden": "true" }),
      make("span", { class: "label" }, theme.name),
      theme.key ? make("kbd", { "aria-hidden": "true" }, theme.key.toUpperCase()) : null,
    );
    const given = make("div", { class: "given" });
    const row = make("li", { class: `t${(index % 12) + 1} depth-${Math.min(theme.depth, 4)}`, "data-theme": theme.code, lang: codebook.language, dir: codebook.dir }, button, entryOf(theme), given);
    rows.set(theme.code, { row, button, given });
    place.append(row);
  });
  return rows;
}

function memoField(label, value, act) {
  const field = make("textarea", { class: "memo", rows: "1", "aria-label": label, placeholder: "Memo: why" });
  field.value = value;
  const fit = () => {
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + 2}px`;
  };
  field.addEventListener("focus", act.begin);
  field.addEventListener("input", () => {
    fit();
    act.write(field.value);
  });
  field.addEventListener("change", act.end);
  requestAnimationFrame(fit);
  return field;
}

// Under a chosen theme: its quotations, and its memo. `key` keeps a field that is being typed in.
function showGiven(place, paragraph, theme, given, act) {
  if (!given) {
    place.replaceChildren();
    return;
  }
  const item = (text, remove, name) =>
    make("li", { class: name }, make("q", {}, text), make("button", { type: "button", class: "remove", "aria-label": `Remove ${quoted(text)}`, on: { click: remove } }, "×"));
  const texts = given.spans.map(([start, end]) => paragraph.text.slice(start, end));
  const list = make(
    "ul",
    { class: "quotations", lang: act.lang, dir: act.dir },
    ...texts.map((text, number) => item(text, () => act.removeSpan(theme.code, number), "")),
    ...given.lost.map((text, number) => item(text, () => act.removeLost(theme.code, number), "lost")),
  );
  const hints = [];
  if (!texts.length && !given.lost.length) hints.push("No words quoted yet.");
  if (given.lost.length) hints.push("What is struck out does not stand in the paragraph.");
  if (!isUnambiguous(given.spans, paragraph.text)) hints.push("The same words stand earlier in the paragraph too, and the CSV will mean those. Select a few words more.");
  place.replaceChildren(list, ...hints.map((hint) => make("p", { class: "hint" }, hint)), memoField(`Memo on ${theme.name}`, given.memo, act.memo(theme.code)));
}
