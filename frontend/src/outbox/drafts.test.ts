import { describe, expect, it, vi } from "vitest";
import { dropDraft, forgetDrafts, keepDraft, readDraft } from "./drafts";

describe("drafts", () => {
  it("gives back what was kept, to the same person in the same form only", () => {
    keepDraft("ada", "post", { title: "Hello", content: "…" });
    expect(readDraft("ada", "post")).toEqual({ title: "Hello", content: "…" });
    expect(readDraft("ada", "comment:1")).toEqual({});
    expect(readDraft("bob", "post")).toEqual({});
  });

  it("keeps nothing of an empty form", () => {
    keepDraft("ada", "post", { title: "Hello" });
    keepDraft("ada", "post", { title: "  ", content: "" });
    expect(sessionStorage).toHaveLength(0);
  });

  it("is gone when posted, and all at signing out", () => {
    sessionStorage.setItem("other", "stays");
    keepDraft("ada", "post", { title: "1" });
    keepDraft("bob", "post", { title: "2" });
    dropDraft("ada", "post");
    expect(readDraft("ada", "post")).toEqual({});
    forgetDrafts();
    expect(readDraft("bob", "post")).toEqual({});
    expect(sessionStorage.getItem("other")).toBe("stays");
  });

  it("does without storage", () => {
    vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
      throw new DOMException("full", "QuotaExceededError");
    });
    expect(() => keepDraft("ada", "post", { title: "1" })).not.toThrow();
  });

  it("reads nothing from what is no draft", () => {
    sessionStorage.setItem("draft:ada:post", "{broken");
    expect(readDraft("ada", "post")).toEqual({});
  });
});
