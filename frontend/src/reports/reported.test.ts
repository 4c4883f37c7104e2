import { afterEach, describe, expect, it, vi } from "vitest";
import { forgetReported, noteReported } from "./reported";

const kept = (userId: string) => JSON.parse(localStorage.getItem(`reported:${userId}`) ?? "[]") as string[];

describe("what one has reported", () => {
  afterEach(() => localStorage.clear());

  it("is kept for each person, once, until it is withdrawn", () => {
    noteReported("ada", "1", true);
    noteReported("ada", "1", true);
    noteReported("ada", "2", true);
    noteReported("bob", "3", true);
    expect([kept("ada"), kept("bob")]).toEqual([["1", "2"], ["3"]]);
    noteReported("ada", "1", false);
    expect(kept("ada")).toEqual(["2"]);
  });

  it("is bounded, and forgotten at signing out", () => {
    for (let n = 0; n <= 500; n++) noteReported("ada", `${n}`, true);
    expect(kept("ada")).toHaveLength(500);
    expect(kept("ada")[0]).toBe("1");
    localStorage.setItem("other", "stays");
    forgetReported();
    expect(Object.keys(localStorage)).toEqual(["other"]);
  });

  it("does without storage, and with what is no list", () => {
    localStorage.setItem("reported:ada", "{broken");
    noteReported("ada", "1", true);
    expect(kept("ada")).toEqual(["1"]);
    vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
      throw new DOMException("full", "QuotaExceededError");
    });
    expect(() => noteReported("ada", "2", true)).not.toThrow();
    vi.restoreAllMocks();
  });
});
