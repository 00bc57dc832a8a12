/* Words of a text and spans of it: pairs [start, end) of places in the string. Nothing here touches the page. */

// The words of a paragraph. `pilcrow form` writes down where they begin and end, as every count of Pilcrow has them.
function wordsOf(paragraph) {
  const pairs = [];
  for (let place = 0; place < paragraph.words.length; place += 2) pairs.push([paragraph.words[place], paragraph.words[place + 1]]);
  return pairs;
}

// A selection drawn by hand, without the spaces around it and with the words that it cuts made whole; null where nothing is left.
function wholeWords(text, words, [start, end]) {
  while (start < end && /\s/u.test(text[start])) start += 1;
  while (end > start && /\s/u.test(text[end - 1])) end -= 1;
  if (start >= end) return null;
  for (const [first, last] of words) {
    if (first < start && start < last) start = first;
    if (first < end && end < last) end = last;
  }
  return [start, end];
}

// The CSV puts " | " between quotations: where the text has one itself, the words on either side are two quotations.
function withoutBars(text, [start, end]) {
  const spans = [];
  let from = start;
  for (const part of text.slice(start, end).split(" | ")) {
    const lead = part.length - part.trimStart().length;
    if (part.trim()) spans.push([from + lead, from + lead + part.trim().length]);
    from += part.length + 3;
  }
  return spans;
}

// Spans with one more; those that overlap become one.
function withSpan(spans, [start, end]) {
  const kept = [];
  for (const [first, last] of spans) {
    if (last <= start || end <= first) kept.push([first, last]);
    else [start, end] = [Math.min(start, first), Math.max(end, last)];
  }
  return [...kept, [start, end]].sort((one, other) => one[0] - other[0]);
}

// Where quotations stand in a text: the same words a second time mean their second place. As `pilcrow receive` reads them.
function placesOf(quotations, text) {
  const reached = new Map();
  const spans = [];
  const lost = [];
  for (const quotation of quotations) {
    const start = text.indexOf(quotation, reached.get(quotation) || 0);
    if (start < 0) {
      lost.push(quotation);
    } else {
      reached.set(quotation, start + quotation.length);
      spans.push([start, start + quotation.length]);
    }
  }
  return { spans: spans.sort((one, other) => one[0] - other[0]), lost };
}

// Whether the quotations of these spans, in order, lead back to them.
function isUnambiguous(spans, text) {
  const found = placesOf(spans.map(([start, end]) => text.slice(start, end)), text).spans;
  return spans.every(([start, end], index) => found[index] && found[index][0] === start && found[index][1] === end);
}

// The text cut where any span begins or ends. Each piece: its text, and the numbers of the spans that hold it.
function cutAt(text, spans) {
  const places = [...new Set([0, text.length, ...spans.flat()])].filter((place) => place <= text.length).sort((one, other) => one - other);
  return places.slice(1).map((end, index) => {
    const start = places[index];
    return { text: text.slice(start, end), inside: spans.flatMap(([first, last], number) => (first <= start && end <= last ? [number] : [])) };
  });
}
