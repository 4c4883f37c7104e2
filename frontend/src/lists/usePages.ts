"use client";

import { useInfiniteQuery, type QueryClient, type QueryKey } from "@tanstack/react-query";
import { keptPages, type Within } from "./kept-pages";
import { answered, now } from "./news";
import { flatten, startingWith, type Listed, type Page, type Pages } from "./pages";

type Fetch<Item> = (cursor: string | null) => Promise<Page<Item>>;
type Context = { client: QueryClient; queryKey: QueryKey; pageParam: unknown };

/**
 * A page that begins a list anew, and what of the known pages it leads to: from its last item on they are as they were. A page of which
 * the known ones do not have the last item, or only far below, leads on to a page that has to be fetched.
 */
function joined<Item extends Listed>(page: Page<Item>, known: Pages<Item>, at: number): Page<Item> {
  const last = page.items.at(-1);
  if (page.next_cursor === null || last === undefined) return page;
  const isLast = ({ id }: Item) => id === last.id;
  const found = known.pages.slice(0, at + 2).findLast(({ items }) => items.some(isLast));
  if (!found) return page;
  const rest = found.items.slice(found.items.findLastIndex(isLast) + 1);
  return { ...page, items: [...page.items, ...rest], next_cursor: found.next_cursor };
}

/** The pages that are fetched when a list is fetched again: the first one, and the last one if that is the end. */
async function fetchPage<Item extends Listed>(fetch: Fetch<Item>, { client, queryKey, pageParam }: Context) {
  const asked = now();
  const query = client.getQueryCache().find<Pages<Item>>({ queryKey, exact: true });
  const known = query?.state.data;
  const cursor = pageParam as string | null;
  if (!known || query.state.fetchMeta?.fetchMore) return answered(await fetch(cursor), asked);
  const at = known.pageParams.indexOf(cursor);
  const page = known.pages[at];
  if (at > 0 && page && page.next_cursor !== null) return answered({ ...page }, asked);
  return answered(joined(await fetch(cursor), known, Math.max(0, at)), asked);
}

type Options<Item> = {
  queryKey: QueryKey;
  fetch: Fetch<Item>;
  /** The first page, if the server has fetched it. */
  first?: Page<Item>;
  /** Where the first page begins. */
  from?: string | null;
  within?: Within<Item>;
  enabled?: boolean;
  staleTime?: number;
  gcTime?: number;
  /** What happens to these items is heard, so they are not fetched again when somebody comes back. */
  isHeard?: boolean;
};

/**
 * A list, page by page. Whatever has it fetched again (Continue, the network coming back, events that were lost, a page that is gone back
 * to), that is one request or two, however far somebody has read: for its first page, and for its end if that was reached.
 */
export function usePages<Item extends Listed>({
  fetch,
  first,
  from = null,
  within,
  isHeard,
  ...options
}: Options<Item>) {
  const found = useInfiniteQuery({
    ...options,
    queryFn: (context) => fetchPage(fetch, context),
    initialPageParam: from,
    getNextPageParam: (page: Page<Item>) => page.next_cursor,
    structuralSharing: keptPages(within),
    ...(first ? { initialData: { ...startingWith(first), pageParams: [from] } } : {}),
    ...(isHeard ? { refetchOnWindowFocus: false, refetchOnReconnect: false, meta: { isHeard } } : {}),
  });
  /** What comes after these items, as `EndlessList` takes it. */
  const more = {
    has: found.hasNextPage,
    isFetching: found.isFetchingNextPage,
    hasFailed: found.isFetchNextPageError,
    fetch: () => void found.fetchNextPage(),
  };
  return { ...found, items: flatten(found.data), more };
}
