import { describe, expect, it } from "vitest";
import { paths } from "@/routes/paths";
import { readAsked } from "./asked";

describe("what the address of a search asks for", () => {
  it.each([
    [{}, { q: "", kind: "posts" }],
    [
      { q: " red wine ", kind: "people" },
      { q: "red wine", kind: "people" },
    ],
    [
      { q: "x", kind: "messages" },
      { q: "x", kind: "posts" },
    ],
    [
      { q: ["a", "b"], kind: ["comments", "people"] },
      { q: "a", kind: "comments" },
    ],
    [
      { q: "x", cursor: "abc" },
      { q: "x", kind: "posts", cursor: "abc" },
    ],
  ])("%j", (parameters, asked) => expect(readAsked(parameters)).toEqual(asked));

  it.each([
    [{ q: "red & white=?#", kind: "posts" as const }, "/search?q=red+%26+white%3D%3F%23"],
    [{ q: "ada", kind: "people" as const, cursor: "a-_" }, "/search?q=ada&kind=people&cursor=a-_"],
    [undefined, "/search"],
  ])("is written as an address: %j", (asked, address) => expect(paths.search(asked)).toBe(address));
});
