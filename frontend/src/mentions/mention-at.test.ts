import { describe, expect, it } from "vitest";
import { startedAt } from "./mention-at";

describe("a mention that is being typed", () => {
  it.each([
    ["@ad", { start: 0, prefix: "ad" }],
    ["Hello @Ada_L", { start: 6, prefix: "ada_l" }],
    ["(@ad", { start: 1, prefix: "ad" }],
    ["line\n@ad", { start: 5, prefix: "ad" }],
  ])("is found in %j", (text, started) => expect(startedAt(text, text.length)).toEqual(started));

  it.each(["@", "@a", "ad", "ada@example", "https://example.org/@ad", "@ad ", "@@ad", "é@ad", `@${"a".repeat(31)}`])(
    "is not in %j",
    (text) => expect(startedAt(text, text.length)).toBeNull(),
  );

  it("ends where one types", () => {
    expect(startedAt("@ada and @bob", 3)).toEqual({ start: 0, prefix: "ad" });
    expect(startedAt("@ada and @bob", 8)).toBeNull();
  });
});
