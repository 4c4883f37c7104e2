import { describe, expect, it } from "vitest";
import { joined } from "./names";

describe("names in a row", () => {
  it.each([
    [["Ada"], "Ada", "Ada"],
    [["Ada", "Bob"], "Ada and Bob", "Ada und Bob"],
    [["Ada", "Bob", "Eve"], "Ada, Bob and Eve", "Ada, Bob und Eve"],
  ])("%j", (names, english, german) => {
    expect(joined(names, "en")).toBe(english);
    expect(joined(names, "de")).toBe(german);
  });
});
