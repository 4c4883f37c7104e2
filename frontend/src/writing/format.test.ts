import { describe, expect, it } from "vitest";
import { edit, type Mark } from "./format";

/** The text with the selection between brackets, before and after. */
function done(mark: Mark, marked: string): string {
  const start = marked.indexOf("[");
  const end = marked.indexOf("]") - 1;
  const text = marked.replace(/[[\]]/g, "");
  const change = edit(mark, text, start, end);
  const after = text.slice(0, change.from) + change.insert + text.slice(change.to);
  return `${after.slice(0, change.start)}<${after.slice(change.start, change.end)}>${after.slice(change.end)}`;
}

describe("edit", () => {
  it.each([
    ["bold", "so [very] good", "so **<very>** good"],
    ["bold", "so **[very]** good", "so <very> good"],
    ["bold", "[]", "**<>**"],
    ["italic", "so [very] good", "so *<very>* good"],
    ["italic", "*[very]*", "<very>"],
    ["italic", "**[very]**", "***<very>***"],
    ["italic", "***[very]***", "**<very>**"],
    ["code", "call [f]()", "call `<f>`()"],
    ["code", "[a\nb]", "```\n<a\nb>\n```"],
    ["quote", "one\nt[wo\nthr]ee", "one\n<> two\n> three>"],
    ["quote", "[> two\n> three]", "<two\nthree>"],
    ["list", "one[]", "- one<>"],
    ["list", "[]", "- <>"],
    ["link", "see [this]", "see <this>"],
  ] as const)("%s of %j", (mark, before, after) => {
    if (mark === "link") return expect(done(mark, before)).toBe("see [this](<https://>)");
    expect(done(mark, before)).toBe(after);
  });
});
