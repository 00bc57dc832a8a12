/* What the coder does: moving, selecting, deciding, handing over. */

const data = JSON.parse(one("data").textContent);
const themes = data.codebook.themes;
// Letters that commands have are left out.
const KEYS = "123456789qwertyuiopasdfghlzxcvb";
themes.forEach((theme, index) => {
  theme.key = KEYS[index] || "";
});

let storage = null;
try {
  storage = window.localStorage;
} catch {
  storage = null;
}
const store = new Store(data, storage);
const order = data.documents.flatMap((shownDocument) => shownDocument.paragraphs.filter((paragraph) => paragraph.coded).map((paragraph) => paragraph.id));
const documentOf = new Map(data.documents.flatMap((shownDocument) => shownDocument.paragraphs.map((paragraph) => [paragraph.id, shownDocument])));
const words = new Map();

let current = store.paragraphs.has(store.place) ? store.place : order[0];
let rows = new Map();
let open = null; // the document that is shown
let selection = null; // [start, end) in the current paragraph
let caret = null; // words of the current paragraph: { anchor, head }
let earlier = null; // the selection before, of the same paragraph
let lastTheme = null; // what M writes a memo on; "" is "no theme applies"
let memoBefore = null;
let lastMemo = "";

const paragraph = () => store.paragraphs.get(current);
const say = (sentence) => {
  one("status").textContent = sentence;
};

function wordsHere() {
  if (!words.has(current)) words.set(current, wordsOf(paragraph()));
  return words.get(current);
}

function fits(theme, here) {
  return theme.kinds.includes(here.kind) && (!theme.speakers.length || theme.speakers.includes(here.speaker));
}

/* Showing */

function draw(id) {
  const row = rows.get(id);
  if (!row) return;
  const known = store.paragraphs.get(id);
  showWords(row, known, store.codings[id], themes, id === current ? selection : null);
  showDecisions(row, known, store.codings[id], store.isStale(id), themes);
}

const act = {
  go: (id, focus) => go(id, focus),
  toggle: (code) => toggle(code),
  get lang() {
    return documentOf.get(current).lang;
  },
  get dir() {
    return documentOf.get(current).dir;
  },
  removeSpan: (code, number) =>
    decide((coding) => coding.themes[code].spans.splice(number, 1), "Quotation removed.", () => themeRows.get(code).button.focus()),
  removeLost: (code, number) =>
    decide((coding) => coding.themes[code].lost.splice(number, 1), "Quotation removed.", () => themeRows.get(code).button.focus()),
  memo: (code) => {
    const id = current;
    return {
      begin: () => {
        memoBefore = store.codings[id] && structuredClone(store.codings[id]);
        lastTheme = code;
        lastMemo = id;
      },
      write: (text) => {
        store.type(id, (coding) => {
          if (code) coding.themes[code].memo = text;
          else coding.memo = text;
        });
        drawProgress();
      },
      end: () => {
        if (lastMemo === id) store.finish(id, memoBefore);
        drawProgress();
      },
    };
  },
};
const themeRows = showThemes(one("themes"), themes, data.codebook, act);

function drawPanel() {
  const here = paragraph();
  const coding = store.codings[current];
  one("open-panel").textContent = called(here);
  one("selected").replaceChildren(
    ...(selection
      ? [
          make("p", { lang: act.lang, dir: act.dir }, make("q", {}, here.text.slice(...selection))),
          make("p", { class: "hint" }, "Choose the theme that these words are evidence for. ", make("button", { type: "button", class: "plain", on: { click: () => select(null) } }, "Select nothing")),
        ]
      : [make("p", { class: "hint" }, "Select words in the paragraph to quote them, or choose a theme.")]),
  );
  for (const theme of themes) {
    const { row, button, given } = themeRows.get(theme.code);
    const decision = coding && coding.themes[theme.code];
    button.setAttribute("aria-pressed", String(Boolean(decision)));
    row.classList.toggle("chosen", Boolean(decision));
    row.hidden = !(fits(theme, here) || decision) || !matches(theme);
    showGiven(given, here, theme, decision, act);
  }
  const nothing = Boolean(coding && coding.none);
  one("none").replaceChildren(
    make(
      "button",
      { type: "button", class: "theme", id: "none-button", "aria-pressed": String(nothing), "aria-keyshortcuts": "0", on: { click: () => toggleNone() } },
      make("span", { class: "sign", "aria-hidden": "true" }),
      make("span", { class: "label" }, "No theme applies"),
      make("kbd", { "aria-hidden": "true" }, "0"),
    ),
    nothing ? memoField("Memo on: no theme applies", coding.memo, act.memo("")) : "",
  );
  const stale = store.isStale(current);
  one("stale").hidden = !stale;
  one("stale").replaceChildren(
    ...(stale
      ? [
          make("p", {}, "You coded this paragraph in an earlier state. Read it again; it counts as undecided until you do."),
          store.hasLost(current)
            ? make("p", {}, "What is struck out no longer stands in it: remove it, and quote anew.")
            : make("button", { type: "button", on: { click: () => decide(() => {}, "Confirmed as it is now.") } }, "It still holds"),
        ]
      : []),
  );
}

function drawProgress() {
  const decided = order.filter((id) => store.isDecided(id)).length;
  one("progress").max = order.length;
  one("progress").value = decided;
  one("count").textContent = `${decided} of ${order.length} decided`;
  one("undo").disabled = !store.done.length;
  one("redo").disabled = !store.undone.length;
  one("alarm").hidden = store.lasting;
  one("alarm").textContent = store.lasting ? "" : "This browser does not keep what you enter. Download the CSV (“Hand over”) before you close the page.";
  for (const option of one("choose-document").options) {
    const ids = data.documents[Number(option.value)].paragraphs.filter((p) => p.coded).map((p) => p.id);
    option.textContent = `${Number(option.value) + 1} of ${data.documents.length}: ${data.documents[Number(option.value)].title} (${ids.filter((id) => store.isDecided(id)).length}/${ids.length})`;
  }
}

function showCurrent() {
  const wanted = documentOf.get(current);
  if (wanted !== open) {
    open = wanted;
    rows = showDocument(open, one("document"), act);
    for (const plain of open.paragraphs) if (!plain.coded) rows.get(plain.id).querySelector(".words").textContent = plain.text;
    for (const plain of open.paragraphs) if (plain.coded) draw(plain.id);
    const number = data.documents.indexOf(open);
    one("choose-document").value = String(number);
    one("previous-document").disabled = number === 0;
    one("next-document").disabled = number === data.documents.length - 1;
  }
  for (const [id, row] of rows) {
    if (!store.paragraphs.has(id)) continue;
    row.tabIndex = id === current ? 0 : -1;
    if (id === current) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }
  const at = order.indexOf(current);
  one("previous").disabled = at === 0;
  one("next").disabled = at === order.length - 1;
}

function drawAll() {
  showCurrent();
  for (const id of rows.keys()) if (store.paragraphs.has(id)) draw(id);
  drawPanel();
  drawProgress();
}

/* Moving */

function go(id, focus = true) {
  if (id !== current) {
    const left = current;
    selection = caret = earlier = lastTheme = null;
    if (document.activeElement && document.activeElement.matches("textarea.memo")) document.activeElement.blur();
    current = id;
    store.place = id;
    store.save();
    showCurrent();
    draw(left);
    draw(id);
    drawPanel();
    one("sheet").scrollTop = 0;
  }
  if (focus) {
    rows.get(id).focus({ preventScroll: true });
    rows.get(id).scrollIntoView({ block: "nearest" });
  }
}

function move(by) {
  const id = order[order.indexOf(current) + by];
  if (id) go(id);
}

function nextOpen() {
  const at = order.indexOf(current);
  const id = [...order.slice(at + 1), ...order.slice(0, at + 1)].find((other) => !store.isDecided(other));
  if (!id) {
    say("Every paragraph is decided.");
    one("open-hand-over").focus();
  } else {
    go(id);
    say(id === order[at] ? "This is the last undecided paragraph." : "");
  }
}

function goToDocument(number) {
  const ids = data.documents[number].paragraphs.filter((p) => p.coded).map((p) => p.id);
  go(ids.find((id) => !store.isDecided(id)) || ids[0]);
}

/* Selecting */

function select(span, spoken = true) {
  selection = span;
  if (!span) caret = null;
  draw(current);
  drawPanel();
  if (spoken) say(span ? `Selected: ${quoted(paragraph().text.slice(...span))}` : "Nothing selected.");
}

function selectWords() {
  const here = wordsHere();
  const [first, last] = [Math.min(caret.anchor, caret.head), Math.max(caret.anchor, caret.head)];
  select([here[first][0], here[last][1]]);
  const lit = rows.get(current).querySelectorAll(".selection");
  if (lit.length) lit[caret.head < caret.anchor ? 0 : lit.length - 1].scrollIntoView({ block: "nearest" });
}

function caretFrom(span) {
  const here = wordsHere();
  const inside = here.flatMap(([start, end], index) => (start < span[1] && end > span[0] ? [index] : []));
  return inside.length ? { anchor: inside[0], head: inside[inside.length - 1] } : null;
}

function moveCaret(by, extend) {
  const here = wordsHere();
  if (!here.length) return;
  const from = caret || (selection && caretFrom(selection)) || (earlier && caretFrom(earlier)) || (Math.abs(by) > 1 ? { anchor: 0, head: 0 } : null);
  if (!from) caret = by >= 0 ? { anchor: 0, head: 0 } : { anchor: here.length - 1, head: here.length - 1 };
  else {
    const head = Math.max(0, Math.min(here.length - 1, from.head + by));
    caret = { anchor: extend && selection ? from.anchor : head, head };
  }
  selectWords();
}

function selectSentence() {
  const here = paragraph();
  const at = selection ? selection[0] : 0;
  const to = selection ? selection[1] : 0;
  const holding = here.sentences.find(([start, end]) => start <= at && at < end) || [0, here.text.length];
  const following = here.sentences.find(([, end]) => end > to) || holding;
  const whole = selection && selection[0] === holding[0] && here.sentences.some(([, end]) => end === to);
  caret = null;
  select(whole ? [holding[0], following[1]] : [holding[0], Math.max(holding[1], to)]);
}

// What was selected by mouse or finger, while it is being selected.
function fromBrowser() {
  const drawn = window.getSelection();
  if (!drawn || drawn.isCollapsed || !drawn.rangeCount) return false;
  const range = drawn.getRangeAt(0);
  const from = drawn.anchorNode && (drawn.anchorNode.nodeType === 1 ? drawn.anchorNode : drawn.anchorNode.parentElement);
  const holder = from && from.closest(".paragraph.coded") && from.closest(".paragraph.coded").querySelector(".words");
  if (!holder || !range.intersectsNode(holder)) return false;
  const inner = document.createRange();
  inner.selectNodeContents(holder);
  const before = inner.cloneRange();
  if (range.compareBoundaryPoints(Range.START_TO_START, inner) > 0) {
    inner.setStart(range.startContainer, range.startOffset);
    before.setEnd(range.startContainer, range.startOffset);
  } else before.collapse(true);
  if (range.compareBoundaryPoints(Range.END_TO_END, inner) < 0) inner.setEnd(range.endContainer, range.endOffset);
  const [start, length] = [before.toString().length, inner.toString().length];
  if (holder.dataset.id !== current) go(holder.dataset.id, false);
  const span = wholeWords(paragraph().text, wordsHere(), [start, start + length]);
  if (!span) return false;
  selection = span;
  caret = null;
  drawPanel();
  return true;
}

/* Deciding */

function decide(change, sentence, after) {
  store.edit(current, change);
  draw(current);
  drawPanel();
  drawProgress();
  say(sentence);
  if (after) after();
}

function toggle(code) {
  const theme = themes.find((known) => known.code === code);
  const here = paragraph();
  if (!fits(theme, here) && !store.coding(current).themes[code]) {
    say(`${theme.name} is not coded on this kind of paragraph.`);
    return;
  }
  lastTheme = code;
  const before = store.coding(current).themes[code];
  const given = (coding) => {
    if (coding.none) [coding.none, lastTheme] = [false, code];
    const memo = coding.memo;
    coding.memo = "";
    return (coding.themes[code] ??= { spans: [], lost: [], memo });
  };
  if (selection) {
    const spans = withoutBars(here.text, selection);
    const words = quoted(here.text.slice(...selection));
    const same = (one, other) => one[0] === other[0] && one[1] === other[1];
    const twice = before && spans.every((span) => before.spans.some((known) => same(span, known)));
    earlier = selection;
    selection = caret = null;
    window.getSelection().removeAllRanges();
    decide((coding) => {
      const decision = given(coding);
      decision.spans = twice ? decision.spans.filter((known) => !spans.some((span) => same(span, known))) : spans.reduce(withSpan, decision.spans);
    }, twice ? `${theme.name}: ${words} is no longer quoted.` : `${theme.name}: ${words} quoted.`);
  } else if (before) {
    const lost = before.spans.length || before.memo ? ", with its quotations and memo; undo brings them back" : "";
    decide((coding) => delete coding.themes[code], `${theme.name} taken off${lost}.`);
  } else {
    decide((coding) => given(coding), `${theme.name} chosen.`);
  }
}

function toggleNone() {
  const coding = store.coding(current);
  if (Object.keys(coding.themes).length) {
    say("This paragraph has a theme. Take it off first.");
    return;
  }
  const focused = document.activeElement && document.activeElement.id === "none-button";
  lastTheme = "";
  decide(
    (next) => {
      next.none = !coding.none;
      if (!next.none) next.memo = "";
    },
    coding.none ? "Undecided again." : "No theme applies.",
    () => focused && one("none-button").focus(),
  );
}

function takeBack(forward) {
  if (document.activeElement && document.activeElement.matches("textarea.memo")) document.activeElement.blur();
  const changed = forward ? store.redo() : store.undo();
  if (!changed) {
    say(forward ? "Nothing to redo." : "Nothing to undo.");
    return;
  }
  if (!changed.includes(current)) go(changed[0]);
  drawAll();
  say(`${forward ? "Done again" : "Taken back"}: ${changed.length === 1 ? called(store.paragraphs.get(changed[0])).toLowerCase() : `${changed.length} paragraphs`}.`);
}

function writeMemo() {
  const coding = store.codings[current];
  const chosen = themes.map((theme) => theme.code).filter((code) => coding && coding.themes[code]);
  const code = lastTheme && chosen.includes(lastTheme) ? lastTheme : chosen[0];
  const field = code ? themeRows.get(code).given.querySelector(".memo") : coding && coding.none ? one("none").querySelector(".memo") : null;
  if (!field) {
    say("Decide first: a memo belongs to a theme, or to “no theme applies”.");
    return;
  }
  showSheet(true);
  field.focus();
}

/* Finding a theme */

function matches(theme) {
  const wanted = one("find").value.trim().toLowerCase();
  return !wanted || `${theme.name} ${theme.code} ${theme.definition}`.toLowerCase().includes(wanted);
}

function best() {
  const wanted = one("find").value.trim().toLowerCase();
  const left = themes.filter((theme) => !themeRows.get(theme.code).row.hidden);
  return left.find((theme) => theme.name.toLowerCase().startsWith(wanted)) || left.find((theme) => theme.name.toLowerCase().includes(wanted)) || left[0];
}

/* Handing over */

const csvText = () => toCsv(rowsOf(store.codings, data.documents, themes));
const fileName = () => `codings-${data.coder}-${data.checksum.slice(0, 8)}.csv`;

// Paragraphs by number, by document where there are several.
function listed(ids) {
  return data.documents
    .map((known) => [known, known.paragraphs.filter((p) => ids.includes(p.id)).map((p) => p.number)])
    .filter(([, numbers]) => numbers.length)
    .map(([known, numbers]) => `${data.documents.length > 1 ? `${known.document} ` : ""}${numbers.slice(0, 20).join(", ")}${numbers.length > 20 ? ` and ${numbers.length - 20} more` : ""}`)
    .join("; ");
}

function openHandOver() {
  const left = order.filter((id) => !store.isDecided(id));
  one("summary").textContent = left.length
    ? `${order.length - left.length} of ${order.length} paragraphs are decided. Undecided: ${listed(left)}. You can hand over what there is, and the rest later.`
    : `All ${order.length} paragraphs are decided. Send the CSV to whoever gave you this form.`;
  one("csv").value = csvText();
  one("handed").textContent = "";
  one("hand-over").showModal();
}

function handedOver(sentence) {
  store.handedOver = true;
  store.save();
  one("handed").textContent = sentence;
}

function download() {
  const address = URL.createObjectURL(new Blob([csvText()], { type: "text/csv;charset=utf-8" }));
  make("a", { href: address, download: fileName() }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
  handedOver(`Downloaded as ${fileName()}.`);
}

async function copyCsv() {
  try {
    await navigator.clipboard.writeText(csvText());
  } catch {
    const field = one("csv");
    field.closest("details").open = true;
    field.select();
    if (!document.execCommand("copy")) {
      one("handed").textContent = "This browser does not let the page copy: copy the text below by hand.";
      return;
    }
  }
  handedOver("Copied. Paste it into a text file that ends in .csv.");
}

async function importFile(file) {
  const { codings, refused } = codingsOf(fromCsv(await file.text()), store.paragraphs, themes);
  const changed = Object.keys(codings).filter((id) => JSON.stringify(codings[id]) !== JSON.stringify(store.codings[id]));
  if (changed.length) store.put(Object.fromEntries(changed.map((id) => [id, codings[id]])));
  selection = caret = null;
  drawAll();
  const stale = changed.filter((id) => store.isStale(id)).length;
  one("imported").replaceChildren(
    make("p", {}, `${changed.length} paragraph${changed.length === 1 ? "" : "s"} taken from the file.${stale ? ` ${stale} of them changed since: read them again.` : ""}`),
    ...(refused.length ? [make("p", {}, "Not taken as it stands:"), make("ul", {}, ...refused.map((sentence) => make("li", {}, sentence)))] : []),
  );
  one("csv").value = csvText();
}

/* The sheet of a narrow screen */

const isNarrow = () => getComputedStyle(one("panel")).position === "fixed";

function showSheet(shownNow) {
  one("panel").classList.toggle("open", shownNow);
  one("open-panel").setAttribute("aria-expanded", String(shownNow));
  // What is being coded stays in sight above the sheet.
  if (shownNow) one("sheet").scrollTop = 0;
  if (shownNow && isNarrow()) rows.get(current).scrollIntoView({ block: "start" });
}

/* Settings, kept apart from the codings */

const settings = { shortcuts: true, mode: "", definitions: true };
function applySettings() {
  if (settings.mode) document.documentElement.dataset.mode = settings.mode;
  else delete document.documentElement.dataset.mode;
  document.body.classList.toggle("brief", !settings.definitions);
  one("shortcuts").checked = settings.shortcuts;
  one("mode").value = settings.mode;
  one("definitions").checked = settings.definitions;
}
try {
  Object.assign(settings, JSON.parse(storage.getItem("pilcrow.form.settings") || "{}"));
} catch {
  // Without storage the settings last as long as the page.
}
for (const [id, key] of [["shortcuts", "checked"], ["mode", "value"], ["definitions", "checked"]]) {
  one(id).addEventListener("change", (event) => {
    settings[id] = event.target[key];
    applySettings();
    try {
      storage.setItem("pilcrow.form.settings", JSON.stringify(settings));
    } catch {
      // As above.
    }
  });
}
