/* The keyboard, the pointer, and the start. */

// The letter or digit of a key, on keyboards of other scripts too.
function letterOf(event) {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (/^[!-~]$/.test(key)) return key;
  const place = /^(?:Key([A-Z])|Digit([0-9]))$/.exec(event.code || "");
  return key.length === 1 && place && !event.shiftKey ? (place[1] || place[2]).toLowerCase() : key;
}

function onKey(event) {
  const typing = event.target.closest && event.target.closest("textarea, input:not([type=checkbox]), select");
  if (document.querySelector("dialog[open]") || event.isComposing) return;
  if ((event.ctrlKey || event.metaKey) && !event.altKey) {
    const key = letterOf(event);
    if (!typing && (key === "z" || key === "y")) {
      event.preventDefault();
      takeBack(key === "y" || event.shiftKey);
    }
    return;
  }
  if (event.altKey) return;
  if (event.key === "Escape") {
    if (event.target.id === "find") one("find").value = "";
    showSheet(false);
    select(null, Boolean(selection));
    go(current);
    event.preventDefault();
    return;
  }
  if (typing) {
    if (event.target.id === "find") onFind(event);
    return;
  }
  const button = event.target.closest && event.target.closest("button, summary, a");
  if (button && (event.key === "Enter" || event.key === " ")) return;
  const forward = documentOf.get(current).dir === "rtl" ? "ArrowLeft" : "ArrowRight";
  const inPanel = event.target.closest && event.target.closest("#themes, #none");
  const last = wordsHere().length;
  const moves = {
    ArrowDown: () => (inPanel ? neighbour(event.target, 1) : move(1)),
    ArrowUp: () => (inPanel ? neighbour(event.target, -1) : move(-1)),
    ArrowRight: () => moveCaret(forward === "ArrowRight" ? 1 : -1, event.shiftKey),
    ArrowLeft: () => moveCaret(forward === "ArrowLeft" ? 1 : -1, event.shiftKey),
    Home: () => moveCaret(-last, event.shiftKey),
    End: () => moveCaret(last, event.shiftKey),
  };
  const commands = {
    j: () => move(1),
    k: () => move(-1),
    n: nextOpen,
    m: writeMemo,
    0: toggleNone,
    ".": selectSentence,
    "/": () => {
      showSheet(true);
      one("find").focus();
    },
    "?": () => one("help").showModal(),
    Enter: () => (earlier && !selection ? select(earlier) : moveCaret(0, false)),
  };
  const key = letterOf(event);
  const theme = themes.find((known) => known.key && known.key === key);
  const does = moves[event.key] || (settings.shortcuts ? commands[key] || (theme && !event.shiftKey ? () => toggle(theme.code) : null) : null);
  if (does) {
    event.preventDefault();
    does();
  }
}

function onFind(event) {
  if (event.key === "Enter") {
    event.preventDefault();
    const found = best();
    if (found) toggle(found.code);
    one("find").value = "";
    drawPanel();
    showSheet(false);
    go(current);
  } else if (event.key === "ArrowDown") {
    event.preventDefault();
    const found = best();
    if (found) themeRows.get(found.code).button.focus();
  }
}

// Up and down among the themes that are shown.
function neighbour(target, by) {
  const buttons = [...document.querySelectorAll("#themes li:not([hidden]) > .theme, #none > .theme")];
  const row = target.closest("li[data-theme]");
  const at = buttons.indexOf(row ? row.querySelector(".theme") : one("none-button"));
  const next = buttons[Math.max(0, Math.min(buttons.length - 1, at + by))];
  if (next) next.focus();
}

document.addEventListener("keydown", onKey);
let waiting = 0;
document.addEventListener("selectionchange", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => fromBrowser(), 120);
});
document.addEventListener("pointerdown", (event) => {
  // Where a new selection begins, or a plain click, the old one ends. The text's nodes stay: the browser is about to select in them.
  if (!event.target.closest(".paragraph") || !selection) return;
  selection = caret = null;
  for (const piece of document.querySelectorAll(".selection")) piece.classList.remove("selection");
  drawPanel();
});
document.addEventListener("pointerup", (event) => {
  if (event.pointerType !== "mouse" || !event.target.closest(".reading")) return;
  setTimeout(() => {
    // The browser's own marking gives way to the form's, so that it stays when a button is pressed.
    if (fromBrowser()) {
      window.getSelection().removeAllRanges();
      select(selection);
      rows.get(current).focus({ preventScroll: true });
    }
  });
});
one("find").addEventListener("input", drawPanel);
one("undo").addEventListener("click", () => takeBack(false));
one("redo").addEventListener("click", () => takeBack(true));
one("previous").addEventListener("click", () => move(-1));
one("next").addEventListener("click", () => move(1));
one("next-open").addEventListener("click", nextOpen);
one("open-panel").addEventListener("click", () => {
  // On a wide screen the sheet is always there, and the name of the paragraph leads back to it.
  if (isNarrow()) showSheet(!one("panel").classList.contains("open"));
  else go(current);
});
one("open-help").addEventListener("click", () => one("help").showModal());
one("open-hand-over").addEventListener("click", openHandOver);
one("download").addEventListener("click", download);
one("copy").addEventListener("click", copyCsv);
one("import").addEventListener("change", async (event) => {
  if (event.target.files.length) await importFile(event.target.files[0]);
  event.target.value = "";
});
one("previous-document").addEventListener("click", () => goToDocument(data.documents.indexOf(open) - 1));
one("next-document").addEventListener("click", () => goToDocument(data.documents.indexOf(open) + 1));
one("choose-document").addEventListener("change", (event) => goToDocument(Number(event.target.value)));
// The form is open twice: what the other one kept last is what counts.
window.addEventListener("storage", (event) => {
  if (event.key !== store.key) return;
  store.read();
  store.done = [];
  store.undone = [];
  selection = caret = null;
  drawAll();
  say("This form is open a second time; what was entered there is shown here now.");
});
window.addEventListener("beforeunload", (event) => {
  if (!store.lasting && !store.handedOver) event.preventDefault();
});

data.documents.forEach((_, number) => one("choose-document").append(make("option", { value: String(number) })));
one("documents").hidden = data.documents.length < 2;
one("coder").textContent = data.coder;
one("about").textContent = `${data.codebook.title}, version ${data.codebook.version}. Form ${data.checksum.slice(0, 8)} for ${data.coder}. Nothing leaves this file: it asks for no network, and what you enter stays in this browser until you hand it over.`;
applySettings();
store.save();
drawAll();
rows.get(current).scrollIntoView({ block: "nearest" });
