import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { noteGone, told } from "./news";
import { changed, flatten, patched, withFirst, withLast, without, type Page, type Pages } from "./pages";
import { usePages } from "./usePages";

type Item = { id: string; likes: number };
const SIZE = 3;
const KEY = ["things"];

/** A server with a list whose cursors are the ids that pages end with. */
function serverWith(count: number) {
  const server = {
    all: Array.from({ length: count }, (_, n): Item => ({ id: `i${n}`, likes: 0 })),
    hold: undefined as Promise<void> | undefined,
    fetch: vi.fn(async (cursor: string | null): Promise<Page<Item>> => {
      const begin = cursor === null ? 0 : server.all.findIndex(({ id }) => id === cursor) + 1;
      const items = server.all.slice(begin, begin + SIZE);
      const more = begin + SIZE < server.all.length;
      const answer = { items, next_cursor: more ? items.at(-1)!.id : null };
      await server.hold;
      return answer;
    }),
  };
  return server;
}

const clients: QueryClient[] = [];
afterEach(() => clients.splice(0).forEach((client) => client.clear()));

/** A list of which so many pages have been read. */
async function read(server: ReturnType<typeof serverWith>, pages: number) {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } });
  clients.push(client);
  const wrapper = ({ children }: { children: React.ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  const { result } = renderHook(() => usePages({ queryKey: KEY, fetch: server.fetch }), { wrapper });
  await waitFor(() => expect(result.current.data?.pages).toHaveLength(1));
  for (let n = 1; n < pages; n += 1) await act(() => result.current.fetchNextPage());
  await waitFor(() => expect(result.current.data?.pages).toHaveLength(pages));
  server.fetch.mockClear();
  const change = (to: (pages: Pages<Item> | undefined) => Pages<Item> | undefined) =>
    act(() => void client.setQueryData<Pages<Item>>(KEY, to));
  const items = () => flatten(client.getQueryData<Pages<Item>>(KEY));
  const ids = () => items().map(({ id }) => id);
  const likes = (id: string) => items().find((item) => item.id === id)?.likes;
  return { client, result, change, ids, likes, again: () => act(() => client.refetchQueries({ queryKey: KEY })) };
}

/** Fetches in such a way that `meanwhile` happens after the server has answered and before the answer is here. */
async function whileOnItsWay(
  server: ReturnType<typeof serverWith>,
  fetch: () => Promise<unknown>,
  meanwhile: () => void,
) {
  let arrive = () => undefined as void;
  server.hold = new Promise((resolve) => (arrive = resolve));
  const done = act(async () => void (await fetch()));
  await vi.waitFor(() => expect(server.fetch).toHaveBeenCalled());
  meanwhile();
  arrive();
  await done;
}

describe("a list that has been read through (F19)", () => {
  it("is fetched again with one request for each of its ends, not with one for each page", async () => {
    const server = serverWith(60);
    const { ids, again } = await read(server, 20);
    server.all.push({ id: "new", likes: 0 });
    await again();
    expect(server.fetch.mock.calls.map(([cursor]) => cursor)).toEqual([null, "i56"]);
    expect(ids()).toHaveLength(60);
    expect(server.all.map(({ id }) => id).slice(0, 60)).toEqual(ids());
  });

  it("is fetched again with one request while its end is not reached", async () => {
    const server = serverWith(60);
    const { again, ids } = await read(server, 10);
    await again();
    expect(server.fetch).toHaveBeenCalledTimes(1);
    expect(ids()).toHaveLength(30);
  });

  it("has what is new on top, loses what is deleted there, and skips nothing further down", async () => {
    const server = serverWith(30);
    const { again, ids, result } = await read(server, 4);
    server.all = [{ id: "new", likes: 0 }, ...server.all.filter(({ id }) => id !== "i1")];
    await again();
    expect(ids()).toEqual(server.all.slice(0, 12).map(({ id }) => id));
    await act(() => result.current.fetchNextPage());
    expect(ids()).toEqual(server.all.slice(0, 15).map(({ id }) => id));
  });

  it("fetches on until it finds what it knows, when more than a page is new", async () => {
    const server = serverWith(30);
    const { again, ids } = await read(server, 4);
    server.all = [...["a", "b", "c", "d"].map((id) => ({ id, likes: 0 })), ...server.all];
    await again();
    expect(server.fetch).toHaveBeenCalledTimes(2);
    expect(ids()).toEqual(server.all.slice(0, ids().length).map(({ id }) => id));
    expect(ids().length).toBeGreaterThanOrEqual(12);
  });
});

describe("an answer that was on its way when an event came", () => {
  it("changes nothing that the event has said, and all else", async () => {
    const server = serverWith(6);
    const { again, change, likes } = await read(server, 2);
    server.all = server.all.map((item) => ({ ...item, likes: 1 }));
    await whileOnItsWay(server, again, () => change((pages) => patched(pages, "i0", { likes: 2 })));
    expect([likes("i0"), likes("i1")]).toEqual([2, 1]);
    server.all = server.all.map((item) => ({ ...item, likes: 3 }));
    await again();
    expect([likes("i0"), likes("i1")]).toEqual([3, 3]);
  });

  it("does not bring back what was deleted", async () => {
    const server = serverWith(6);
    const { again, change, ids } = await read(server, 2);
    const remove = () => {
      noteGone("i1");
      change((pages) => without(pages, "i1"));
    };
    await whileOnItsWay(server, again, remove);
    expect(ids()).toEqual(["i0", "i2", "i3", "i4", "i5"]);
  });

  it("does not take away what was put on top or at the end", async () => {
    const server = serverWith(6);
    const { again, change, ids } = await read(server, 2);
    await whileOnItsWay(server, again, () => {
      change((pages) => withFirst(pages, { id: "top", likes: 0 }));
      change((pages) => withLast(pages, { id: "end", likes: 0 }));
    });
    expect(ids()).toEqual(["top", "i0", "i1", "i2", "i3", "i4", "i5", "end"]);
    await again();
    expect(ids()).toEqual(["i0", "i1", "i2", "i3", "i4", "i5"]);
  });

  it("does not take away the first of an empty list", async () => {
    const server = serverWith(0);
    const { again, change, ids } = await read(server, 1);
    await whileOnItsWay(server, again, () => change((pages) => withFirst(pages, { id: "own", likes: 0 })));
    expect(ids()).toEqual(["own"]);
  });

  it("changes none of the pages before, when it is the next page", async () => {
    const server = serverWith(9);
    const { result, change, likes, ids } = await read(server, 1);
    const more = () => act(() => result.current.fetchNextPage());
    await whileOnItsWay(server, more, () => change((pages) => patched(pages, "i0", { likes: 5 })));
    expect(likes("i0")).toBe(5);
    expect(ids()).toHaveLength(6);
  });

  it("is kept as far as it says more than an older answer about one thing", async () => {
    const server = serverWith(3);
    const { again, change, likes } = await read(server, 1);
    const asked = -1; // before everything else
    await again();
    change((pages) => changed(pages, (items) => items.map((item) => told(item, { likes: 9 }))));
    change((pages) => patched(pages, "i0", { likes: 4 }, asked));
    expect(likes("i0")).toBe(9);
  });
});
