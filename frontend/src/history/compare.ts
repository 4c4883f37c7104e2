import { diffWordsWithSpace } from "diff";

/** A piece of two texts: in both, or in one of them only. */
export type Piece = { kind: "same" | "added" | "removed"; text: string };

/** To compare texts that differ in more words than this takes too long, and says nothing. */
const MOST_CHANGES = 1000;

const whole = (before: string, after: string): Piece[] => [
  { kind: "removed", text: before },
  { kind: "added", text: after },
];

/** What changed from one text to the other, word by word; two that have little in common are shown one after the other. */
export function compare(before: string, after: string): Piece[] {
  const found = diffWordsWithSpace(before, after, { maxEditLength: MOST_CHANGES });
  if (!found) return whole(before, after);
  return found.map(({ added, removed, value }) => ({
    kind: added ? "added" : removed ? "removed" : "same",
    text: value,
  }));
}
