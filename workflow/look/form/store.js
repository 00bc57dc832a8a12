/* What the coder decided, kept in the browser at every change, with undo. Nothing here touches the page. */

function emptyCoding(paragraph) {
  return { checksum: paragraph.checksum, none: false, memo: "", themes: {} };
}

function isEmpty(coding) {
  return !coding || (!coding.none && !Object.keys(coding.themes).length);
}

class Store {
  constructor(data, storage) {
    this.key = `pilcrow.form.${data.checksum}`;
    this.storage = storage;
    this.paragraphs = new Map(data.documents.flatMap((document) => document.paragraphs.filter((p) => p.coded).map((p) => [p.id, p])));
    this.codings = {};
    this.place = "";
    this.handedOver = true;
    this.done = [];
    this.undone = [];
    this.lasting = true;
    this.read();
  }

  // Take what the browser kept. What does not look like ours is left alone.
  read() {
    let kept = null;
    try {
      kept = JSON.parse(this.storage.getItem(this.key) || "null");
    } catch {
      this.lasting = Boolean(this.storage);
    }
    this.codings = {};
    if (kept && kept.form === 1) {
      for (const [id, coding] of Object.entries(kept.codings)) if (this.paragraphs.has(id)) this.codings[id] = coding;
      this.place = kept.place || "";
      this.handedOver = kept.handedOver !== false;
    }
  }

  // Write, read back, and know whether it lasts.
  save() {
    const text = JSON.stringify({ form: 1, codings: this.codings, place: this.place, handedOver: this.handedOver });
    try {
      this.storage.setItem(this.key, text);
      this.lasting = this.storage.getItem(this.key) === text;
    } catch {
      this.lasting = false;
    }
    return this.lasting;
  }

  coding(id) {
    return this.codings[id] || emptyCoding(this.paragraphs.get(id));
  }

  isStale(id) {
    return !isEmpty(this.codings[id]) && this.codings[id].checksum !== this.paragraphs.get(id).checksum;
  }

  hasLost(id) {
    return !isEmpty(this.codings[id]) && Object.values(this.codings[id].themes).some((given) => given.lost.length);
  }

  isDecided(id) {
    return !isEmpty(this.codings[id]) && !this.isStale(id) && !this.hasLost(id);
  }

  // Replace the codings of paragraphs as one step that undo takes back. `next`: { id: coding }
  put(next) {
    const before = {};
    for (const id of Object.keys(next)) before[id] = this.codings[id] && structuredClone(this.codings[id]);
    this.done.push({ before, after: structuredClone(next) });
    this.undone = [];
    this.apply(next);
  }

  // Edit one paragraph. Whoever edits has read it as it is now, unless words are still quoted that it no longer has.
  edit(id, change) {
    const coding = structuredClone(this.coding(id));
    change(coding);
    if (!Object.values(coding.themes).some((given) => given.lost.length)) coding.checksum = this.paragraphs.get(id).checksum;
    this.put({ [id]: coding });
  }

  // A memo while it is typed: kept at once, a step for undo only when it is finished.
  type(id, change) {
    const coding = structuredClone(this.coding(id));
    change(coding);
    this.apply({ [id]: coding });
  }

  finish(id, before) {
    const after = this.codings[id];
    if (JSON.stringify(before) === JSON.stringify(after)) return;
    this.done.push({ before: { [id]: before }, after: { [id]: structuredClone(after) } });
    this.undone = [];
  }

  apply(codings) {
    for (const [id, coding] of Object.entries(codings)) {
      if (isEmpty(coding)) delete this.codings[id];
      else this.codings[id] = structuredClone(coding);
    }
    this.handedOver = false;
    this.save();
  }

  // Take a step back (or forward again); returns the paragraphs that changed, or null.
  step(from, to, side) {
    const step = from.pop();
    if (!step) return null;
    to.push(step);
    this.apply(step[side]);
    return Object.keys(step[side]);
  }

  undo() {
    return this.step(this.done, this.undone, "before");
  }

  redo() {
    return this.step(this.undone, this.done, "after");
  }
}
