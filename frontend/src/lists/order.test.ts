import { describe, expect, it } from "vitest";
import { feedOrder, threadOrder } from "./order";

describe("the order that an address asks for", () => {
  it("is the usual one unless it asks for another that there is", () => {
    for (const order of [undefined, "", "best", "oldest", ["top", "hot"]])
      expect(feedOrder({ order })).toEqual({ order: "newest" });
    for (const order of [undefined, "hot", ["top"]]) expect(threadOrder({ order })).toBe("oldest");
  });

  it("is the home feed, of which a guest has none", () => {
    expect(feedOrder({ order: "home" })).toEqual({ order: "home" });
    expect(feedOrder({ order: "home" }, true)).toEqual({ order: "newest" });
  });

  it("is a ranking, of top within a time", () => {
    expect(feedOrder({ order: "hot", within: "day" })).toEqual({ order: "hot" });
    expect(feedOrder({ order: "top", within: "day" })).toEqual({ order: "top", within: "day" });
    expect(feedOrder({ order: "top", within: "year" })).toEqual({ order: "top", within: "week" });
    expect(threadOrder({ order: "top" })).toBe("top");
  });
});
