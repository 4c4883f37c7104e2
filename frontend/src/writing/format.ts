/** What a button of the toolbar does to what is selected. */
export const MARKS = ["bold", "italic", "quote", "code", "list", "link"] as const;
export type Mark = (typeof MARKS)[number];

/** What stands between `from` and `to` becomes `insert`; then what is between `start` and `end` is selected. */
export type Edit = { from: number; to: number; insert: string; start: number; end: number };

const AROUND = { bold: "**", italic: "*", code: "`" };
const BEFORE = { quote: "> ", list: "- " };
const ADDRESS = "https://";

function surround(text: string, start: number, end: number, sign: string): Edit {
  const [from, to] = [start - sign.length, end + sign.length];
  const selected = text.slice(start, end);
  const isMarked = text.slice(Math.max(0, from), start) === sign && text.slice(end, to) === sign;
  // One star of two is not an italic.
  const isPart = sign === "*" && text[from - 1] === "*" && text[from - 2] !== "*";
  if (isMarked && !isPart) return { from, to, insert: selected, start: from, end: end - sign.length };
  return { from: start, to: end, insert: sign + selected + sign, start: start + sign.length, end: to };
}

function begin(text: string, start: number, end: number, sign: string): Edit {
  const from = text.lastIndexOf("\n", start - 1) + 1;
  const next = text.indexOf("\n", end);
  const to = next < 0 ? text.length : next;
  const lines = text.slice(from, to).split("\n");
  const isMarked = lines.every((line) => line.startsWith(sign));
  const insert = lines.map((line) => (isMarked ? line.slice(sign.length) : sign + line)).join("\n");
  const last = from + insert.length;
  return { from, to, insert, start: start === end ? last : from, end: last };
}

function link(text: string, start: number, end: number): Edit {
  const insert = `[${text.slice(start, end)}](${ADDRESS})`;
  const address = end + "[](".length;
  const isEmpty = start === end;
  return {
    from: start,
    to: end,
    insert,
    start: isEmpty ? start + 1 : address,
    end: isEmpty ? start + 1 : address + ADDRESS.length,
  };
}

function fence(text: string, start: number, end: number): Edit {
  const insert = `\`\`\`\n${text.slice(start, end)}\n\`\`\``;
  return { from: start, to: end, insert, start: start + 4, end: end + 4 };
}

/** What a mark does to the selection from `start` to `end` of a text; to what has the mark already, it takes it away. */
export function edit(mark: Mark, text: string, start: number, end: number): Edit {
  if (mark === "link") return link(text, start, end);
  if (mark === "quote" || mark === "list") return begin(text, start, end, BEFORE[mark]);
  if (mark === "code" && text.slice(start, end).includes("\n")) return fence(text, start, end);
  return surround(text, start, end, AROUND[mark]);
}

/** Does that in a field as if it had been typed, so that the browser can undo it. */
export function apply(mark: Mark, field: HTMLTextAreaElement): void {
  const { from, to, insert, start, end } = edit(mark, field.value, field.selectionStart, field.selectionEnd);
  field.focus();
  field.setSelectionRange(from, to);
  if (!document.execCommand("insertText", false, insert)) {
    field.setRangeText(insert, from, to);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  field.setSelectionRange(start, end);
}
