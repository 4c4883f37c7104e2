import { describe, expect, it } from "vitest";
import { flatten, replaced, startingWith, withFirst, withLast, without, type Pages } from "./pages";

type Item = { id: string; rev?: number };
const pages = (...ids: string[][]): Pages<Item> => ({
  pages: ids.map((page, n) => ({
    items: page.map((id) => ({ id })),
    next_cursor: n < ids.length - 1 ? `c${n}` : null,
  })),
  pageParams: ids.map((_, n) => (n ? `c${n - 1}` : null)),
});
const ids = (of: Pages<Item> | undefined) => flatten(of).map(({ id }) => id);

describe("pages", () => {
  it("show every item once, in order", () => {
    expect(ids(pages(["3", "2"], ["2", "1"]))).toEqual(["3", "2", "1"]);
    expect(ids(startingWith<Item>({ items: [{ id: "1" }], next_cursor: null }))).toEqual(["1"]);
  });

  it("take a new one on top or at the end, once", () => {
    expect(ids(withFirst(pages(["2"], ["1"]), { id: "3" }))).toEqual(["3", "2", "1"]);
    expect(flatten(withFirst(pages(["2"], ["1"]), { id: "1", rev: 2 }))).toMatchObject([
      { id: "2" },
      { id: "1", rev: 2 },
    ]);
    expect(ids(withLast(pages(["1"], ["2"]), { id: "3" }))).toEqual(["1", "2", "3"]);
    expect(ids(withLast(pages(["1"]), { id: "1" }))).toEqual(["1"]);
  });

  it("do not take what comes after pages that are not fetched", () => {
    const more = { pages: [{ items: [{ id: "1" }], next_cursor: "c" }], pageParams: [null] };
    expect(ids(withLast<Item>(more, { id: "9" }))).toEqual(["1"]);
  });

  it("change and lose items", () => {
    expect(flatten(replaced<Item>(pages(["1"]), { id: "1", rev: 5 }))).toMatchObject([{ id: "1", rev: 5 }]);
    expect(ids(without(pages(["2", "1"]), "2"))).toEqual(["1"]);
    expect(replaced<Item>(undefined, { id: "1" })).toBeUndefined();
  });
});
