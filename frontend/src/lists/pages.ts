import type { InfiniteData } from "@tanstack/react-query";
import { told, type Listed } from "./news";

export type { Listed };

/** A page of the API: items and where the next one begins. */
export type Page<Item> = { items: Item[]; next_cursor: string | null };
export type Pages<Item> = InfiniteData<Page<Item>, unknown>;

/** All items of all pages, each once: an item that moved between two fetches is shown where it was seen first. */
export function flatten<Item extends Listed>(pages: Pages<Item> | undefined): Item[] {
  const all = pages?.pages.flatMap((page) => page.items) ?? [];
  const seen = new Set<string>();
  return all.filter(({ id }) => !seen.has(id) && seen.add(id));
}

/** Where `useInfiniteQuery` begins when the server has fetched the first page already. */
export function startingWith<Item>(page: Page<Item>): Pages<Item> {
  return { pages: [page], pageParams: [null] };
}

/** The pages with each of them changed. */
export function changed<Item>(
  pages: Pages<Item> | undefined,
  page: (items: Item[], n: number) => Item[],
): Pages<Item> | undefined {
  return pages && { ...pages, pages: pages.pages.map((each, n) => ({ ...each, items: page(each.items, n) })) };
}

/** The pages with what was told of an item, if they have it; `at` is when it was asked for (`news.ts`). */
export function patched<Item extends Listed>(
  pages: Pages<Item> | undefined,
  id: string,
  changes: Partial<Item>,
  at?: number,
): Pages<Item> | undefined {
  return changed(pages, (items) => items.map((each) => (each.id === id ? told(each, changes, at) : each)));
}

/** The pages with a newer version of an item that is in them; what only a page says of it stays. */
export const replaced = <Item extends Listed>(pages: Pages<Item> | undefined, item: Item, at?: number) =>
  patched(pages, item.id, item, at);

/** The pages without an item. */
export function without<Item extends Listed>(pages: Pages<Item> | undefined, id: string): Pages<Item> | undefined {
  return changed(pages, (items) => items.filter((each) => each.id !== id));
}

/** The pages with an item on top, unless they have it. */
export function withFirst<Item extends Listed>(
  pages: Pages<Item> | undefined,
  item: Item,
  at?: number,
): Pages<Item> | undefined {
  if (flatten(pages).some(({ id }) => id === item.id)) return replaced(pages, item, at);
  return changed(pages, (items, n) => (n === 0 ? [told(item, item, at), ...items] : items));
}

/** The pages with an item at the end, unless they have it or do not reach the end yet. */
export function withLast<Item extends Listed>(
  pages: Pages<Item> | undefined,
  item: Item,
  at?: number,
): Pages<Item> | undefined {
  if (!pages || flatten(pages).some(({ id }) => id === item.id)) return replaced(pages, item, at);
  const last = pages.pages.length - 1;
  if (pages.pages[last]?.next_cursor) return pages;
  return changed(pages, (items, n) => (n === last ? [...items, told(item, item, at)] : items));
}
