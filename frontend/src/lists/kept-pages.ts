import { added, askedFor, isGone, latest } from "./news";
import { flatten, type Listed, type Page, type Pages } from "./pages";

/** What is to be done with an item of an answer beside `latest`, such as with a list that is in it. */
export type Within<Item> = (known: Item | undefined, item: Item, asked: number) => Item;

/** The items of an answer as they are known by now: without those that are gone, with what was told since it was asked for. */
export function latestOf<Item extends Listed>(
  known: Item[],
  items: Item[],
  asked: number,
  within: Within<Item> = (_, item) => item,
): Item[] {
  const byId = new Map(known.map((item) => [item.id, item]));
  return items
    .filter(({ id }) => !isGone(id, asked))
    .map((item) => within(byId.get(item.id), latest(byId.get(item.id), item, asked), asked));
}

/**
 * For `structuralSharing` of a list: what is kept when an answer comes. An answer has all pages, also those that were there when it was
 * asked for: they are as old as it is.
 */
export function keptPages<Item extends Listed>(within?: Within<Item>) {
  return (before: unknown, answer: unknown): unknown => {
    const pages = answer as Pages<Item>;
    const asked = Math.min(...pages.pages.map((page) => askedFor(page) ?? Infinity));
    if (asked === Infinity) return answer;
    const known = flatten(before as Pages<Item> | undefined);
    const taken = pages.pages.map((page) => ({ ...page, items: latestOf(known, page.items, asked, within) }));
    return { ...pages, pages: withAdded(known, taken, asked) };
  };
}

function withAdded<Item extends Listed>(known: Item[], pages: Page<Item>[], asked: number): Page<Item>[] {
  const all = pages.flatMap(({ items }) => items);
  const { top, end } = added(known, all, asked);
  if (top.length + end.length === 0) return pages;
  const last = pages.length - 1;
  return pages.map((page, n) => ({
    ...page,
    items: [
      ...(n === 0 ? top : []),
      ...page.items,
      // What is further down than the list has come is not at its end.
      ...(n === last && page.next_cursor === null ? end : []),
    ],
  }));
}
