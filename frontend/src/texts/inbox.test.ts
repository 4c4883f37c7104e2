import { describe, expect, it } from "vitest";
import { inbox } from "./inbox";

describe("who did it", () => {
  it.each([
    [["Ada"], 0, "Ada"],
    [["Ada", "Bob"], 0, "Ada and Bob"],
    [["Ada"], 1, "Ada and 1 other"],
    [["Ada", "Bob", "Eve"], 4, "Ada, Bob, Eve and 4 others"],
    [[], 0, "Somebody"],
    [[], 3, "3 others"],
  ])("%j and %i more are %s", (names, more, text) => expect(inbox.people(names, more)).toBe(text));
});
