/* The hand coding as CSV: paragraph,checksum,theme,evidence,memo. One row a theme; an empty theme says that none applies. */

const COLUMNS = ["paragraph", "checksum", "theme", "evidence", "memo"];
const BETWEEN = " | ";

function toCell(value) {
  return /[",\r\n]/.test(value) || value !== value.trim() ? `"${value.replaceAll('"', '""')}"` : value;
}

function toCsv(rows) {
  return [COLUMNS, ...rows].map((row) => `${row.map(toCell).join(",")}\n`).join("");
}

// Rows of a CSV text; commas, or the semicolons and tabs that spreadsheets put.
function fromCsv(text) {
  const content = text.replace(/^\uFEFF/, "");
  const head = content.slice(0, content.search(/[\r\n]|$/));
  const mark = [",", ";", "\t"].find((sign) => head.includes(sign)) || ",";
  const rows = [];
  let row = [];
  let cell = "";
  let quoted = false;
  const close = () => {
    row.push(cell);
    cell = "";
  };
  for (let place = 0; place < content.length; place += 1) {
    const sign = content[place];
    if (quoted) {
      if (sign === '"' && content[place + 1] === '"') {
        cell += '"';
        place += 1;
      } else if (sign === '"') quoted = false;
      else cell += sign;
    } else if (sign === '"' && cell === "") quoted = true;
    else if (sign === mark) close();
    else if (sign === "\n" || sign === "\r") {
      if (sign === "\r" && content[place + 1] === "\n") place += 1;
      close();
      if (row.length > 1 || row[0]) rows.push(row);
      row = [];
    } else cell += sign;
  }
  close();
  if (row.length > 1 || row[0]) rows.push(row);
  return rows;
}

// The rows of all codings, in the order of documents, paragraphs and themes.
function rowsOf(codings, documents, themes) {
  const rows = [];
  for (const { paragraphs } of documents) {
    for (const paragraph of paragraphs) {
      const coding = codings[paragraph.id];
      if (!coding) continue;
      for (const { code } of themes) {
        const given = coding.themes[code];
        if (!given) continue;
        const quotations = [...given.spans.map(([start, end]) => paragraph.text.slice(start, end)), ...given.lost];
        rows.push([paragraph.id, coding.checksum, code, quotations.join(BETWEEN), given.memo.trim()]);
      }
      if (coding.none) rows.push([paragraph.id, coding.checksum, "", "", coding.memo.trim()]);
    }
  }
  return rows;
}

// Codings out of rows: { codings, refused }, the latter sentences about what could not be taken in. Nothing is changed.
function codingsOf(rows, paragraphs, themes) {
  const refused = [];
  const codings = {};
  const header = (rows[0] || []).map((cell) => cell.trim());
  const missing = COLUMNS.slice(0, 3).filter((name) => !header.includes(name));
  if (missing.length) return { codings, refused: [`This is no CSV of codings: the column “${missing[0]}” is missing.`] };
  const codes = new Set(themes.map((theme) => theme.code));
  rows.slice(1).forEach((cells, index) => {
    const row = Object.fromEntries(header.map((name, column) => [name, cells[column] || ""]));
    const where = `Row ${index + 2}`;
    const paragraph = paragraphs.get(row.paragraph);
    if (!paragraph) {
      refused.push(`${where}: this form has no paragraph “${row.paragraph}” to code.`);
      return;
    }
    const code = codes.has(row.theme) ? row.theme : themes.map((theme) => theme.code).filter((known) => known.split("/").pop() === row.theme)[0];
    if (row.theme && !code) {
      refused.push(`${where}: the codebook has no theme “${row.theme}”.`);
      return;
    }
    const coding = (codings[row.paragraph] ??= { checksum: row.checksum, none: false, memo: "", themes: {} });
    // Rows of different states of a paragraph: none of them is the present one for certain.
    if (coding.checksum !== row.checksum) coding.checksum = coding.checksum === paragraph.checksum ? row.checksum : coding.checksum;
    if (!row.theme) {
      coding.none = true;
      coding.memo = row.memo || "";
      return;
    }
    const { spans, lost } = placesOf((row.evidence || "").split(BETWEEN).map((part) => part.trim()).filter(Boolean), paragraph.text);
    if (lost.length && row.checksum === paragraph.checksum) refused.push(`${where}: “${lost.join("”, “")}” does not stand in ${row.paragraph}; kept until you remove it.`);
    coding.themes[code] = { spans, lost, memo: row.memo || "" };
  });
  for (const coding of Object.values(codings)) if (Object.keys(coding.themes).length) coding.none = false;
  return { codings, refused };
}
