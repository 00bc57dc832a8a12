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
  const targetOf = (link) => decodeURIComponent((link.getAttribute("href") || "").replace(/^#/, ""));
  const inText = (element) => element.closest(".document, .strip, .key, .filters, .card, .cite");

  // The words of a paragraph, without numbers, signs and notes.
  const wordsOf = (paragraph) => {
    const copy = one("p", paragraph).cloneNode(true);
    all(".number, .sign, .apparatus-sign, .locator, .speaker", copy).forEach((element) => element.remove());
    return copy.textContent.replace(/\s+/g, " ").trim();
  };

  // Cards --------------------------------------------------------------------------------------------------------------------------
  const card = make("div", { class: "card", id: "card", role: "tooltip", hidden: "" });
  main.append(card);
  let owner = null;
  let waiting = 0;

  const place = (box, near) => {
    box.hidden = false;
    const spot = near.getClientRects()[0] || near.getBoundingClientRect();
    const width = box.offsetWidth, height = box.offsetHeight, view = root.clientWidth;
    const left = Math.min(Math.max(12, spot.left + spot.width / 2 - width / 2), view - width - 12);
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
    box.append(make("p", { class: "name" }, make("span", { class: "key-sign" }, entry.dataset.sign), " ", entry.dataset.name));
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

  const SHOWN = 520;
  const previewOf = (link, paragraph) => {
    const words = wordsOf(paragraph);
    const found = [];
    for (const quote of (link.dataset.quote || "").split(" | ").map((part) => part.replace(/\s+/g, " ").trim()).filter(Boolean)) {
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

  const cardFor = (element) => {
    const link = element.closest("a");
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
  const shown = make("output", {});
  const forms = make("div", { class: "forms" });
  const heading = make("h2", { id: "cite-title" });
  const close = make("button", { class: "close", type: "button", "aria-label": "Close" }, "✕");
  const cite = make("div", { class: "cite", role: "dialog", "aria-labelledby": "cite-title", hidden: "" }, heading, close, shown, said, forms);
  main.append(cite);
  let citing = null;
  const closeCite = () => {
    cite.hidden = true;
    if (citing) { citing.setAttribute("aria-expanded", "false"); citing.focus(); }
    citing = null;
  };
  close.addEventListener("click", closeCite);
  document.addEventListener("pointerdown", (event) => {
    if (!cite.hidden && !cite.contains(event.target) && event.target !== citing) { cite.hidden = true; citing.setAttribute("aria-expanded", "false"); citing = null; }
  });

  const citationsOf = (paragraph) => {
    const data = documentOf(paragraph).dataset;
    const number = numberOf(paragraph);
    const locator = /^\d/.test(number) ? `para. ${number}` : number;
    const year = (data.date || "").slice(0, 4) || "n.d.";
    const template = one(`.citation-template[data-document="${paragraph.dataset.document}"]`);
    const styled = template && template.textContent.trim();
    const text = styled && styled.includes("999999") ? styled.replace(/para\.\s999999|999999/, locator) : `(${data.family || data.title} ${year}, ${locator})`;
    const url = location.href.replace(/[?#].*$/, "") + `#${paragraph.id}`;
    const field = (name, value) => (value ? `  ${name} = {${value.replace(/([{}%#&_$\\])/g, "\\$1")}},\n` : "");
    const bibtex = `@misc{${paragraph.dataset.document},\n${field("author", data.speaker)}${field("title", data.title)}${field("year", year)}${field("address", data.place)}${data.url ? `  url = {${data.url}},\n` : ""}  note = {${locator}},\n}`;
    return [["Citation", text], ["Citation and words", `“${wordsOf(paragraph)}” ${text}`], ["ID", paragraph.id], ["Pandoc", `[@${paragraph.dataset.document}, ${locator}]`], ["Link", url], ["BibTeX", bibtex]];
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
    place(cite, number);
    number.setAttribute("aria-expanded", "true");
    copyShown(...kinds[0], forms.firstElementChild);
  };
  for (const number of all(".paragraph .number")) {
    number.setAttribute("aria-haspopup", "dialog");
    number.setAttribute("aria-expanded", "false");
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
    if (inText(link) && target.closest(".document")) return;
    from = link;
    back.hidden = false;
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
      const sign = name === "theme" ? make("span", { class: `key-sign ${themes.get(value).classList[1]}` }, themes.get(value).dataset.sign) : "";
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
    if (keep) return;
    const search = new URLSearchParams();
    for (const [name, values] of tests) for (const value of values) search.append(name, value);
    for (const [box, initially, said] of views) if (box.checked !== initially) search.append(said, box.value);
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
    apply(true);
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target) reveal(target);
  };
  restore();
  if (chosen().length) filters.open = true;
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
      const select = make("select", {}, make("option", { value: "" }, "all themes"));
      for (const [code, entry] of themes) if (lanes.some((lane) => lane.dataset.theme === code)) select.append(make("option", { value: code }, entry.dataset.name));
      select.addEventListener("change", () => {
        for (const lane of lanes) {
          const alone = select.value === lane.dataset.theme;
          lane.style.display = !select.value || alone ? "" : "none";
          lane.setAttribute("y", alone ? 0 : lane.dataset.y);
          lane.setAttribute("height", alone ? full : lane.dataset.height);
        }
      });
      const where = make("span", { class: "where" });
      strip.prepend(make("div", { class: "strip-bar" }, where, make("label", {}, "Colour by ", select)));
    }
    // One stop for the Tab key; arrows move between the cells.
    links.forEach((link, index) => {
      link.setAttribute("tabindex", index ? "-1" : "0");
      one("title", link)?.remove();
      link.addEventListener("keydown", (event) => {
        const step = { ArrowRight: 1, ArrowLeft: -1, Home: -links.length, End: links.length }[event.key];
        if (!step) return;
        event.preventDefault();
        const next = links[Math.min(links.length - 1, Math.max(0, index + step))];
        link.setAttribute("tabindex", "-1");
        next.setAttribute("tabindex", "0");
        next.focus();
      });
    });
  }
  const stripLink = new Map(all(".strip a").map((link) => [targetOf(link), link]));
  if (stripLink.size && "IntersectionObserver" in window) {
    const seen = new Set();
    const observer = new IntersectionObserver((entries) => {
      for (const entry of entries) entry.isIntersecting ? seen.add(entry.target) : seen.delete(entry.target);
      for (const link of all(".strip a[aria-current]")) link.removeAttribute("aria-current");
      const current = paragraphs.find((paragraph) => seen.has(paragraph));
      for (const strip of all(".strip")) strip.classList.toggle("following", Boolean(current) && current.dataset.document === strip.dataset.document);
      if (current && stripLink.has(current.id)) {
        const link = stripLink.get(current.id);
        link.setAttribute("aria-current", "location");
        const where = one(".where", link.closest(".strip"));
        if (where) where.textContent = nameOf(current);
      }
    }, { rootMargin: "-18% 0px -55% 0px" });
    for (const paragraph of paragraphs) observer.observe(paragraph);
  }
})();
