import { describe, expect, it } from "vitest";
import { compare, type Piece } from "./compare";

const without = (kind: Piece["kind"], pieces: Piece[]) =>
  pieces
    .filter((piece) => piece.kind !== kind)
    .map(({ text }) => text)
    .join("");

describe("what changed between two texts", () => {
  it("is told word by word", () => {
    expect(compare("One small word", "One big word")).toEqual([
      { kind: "same", text: "One " },
      { kind: "removed", text: "small" },
      { kind: "added", text: "big" },
      { kind: "same", text: " word" },
    ]);
  });

  it("is nothing when they are the same", () => {
    expect(compare("The same", "The same")).toEqual([{ kind: "same", text: "The same" }]);
  });

  it.each([
    ["", "Something"],
    ["Two\n\nparagraphs", "Two paragraphs, and *more*"],
    ["Grüße aus Köln", "Grüße aus Kyōto 京都 👋"],
    ["a  b", "a b"],
  ])("lacks nothing of %j and %j", (before, after) => {
    const pieces = compare(before, after);
    expect(without("added", pieces)).toBe(before);
    expect(without("removed", pieces)).toBe(after);
  });

  it("is everything when two long texts have little in common", () => {
    const [before, after] = ["a", "b"].map((letter) =>
      Array.from({ length: 1500 }, (_, n) => `${letter}${n}`).join(" "),
    ) as [string, string];
    expect(compare(before, after)).toEqual([
      { kind: "removed", text: before },
      { kind: "added", text: after },
    ]);
  });
});
