"use client";

import { useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { queueKeys } from "@/outbox/draft-keys";
import type { Outcome } from "@/outbox/outbox";
import { useOutbox, useResumed, useWrites } from "@/outbox/OutboxProvider";
import { useMe } from "@/session/SessionProvider";
import { fetchLiked } from "./liked";

export type Likable = { id: string; like_count: number };

const likedKey = (id: string) => ["liked", id];

/** What is known of one's own like when an event or an answer says so, together with the count that it belongs to. */
export function noteLiked(queries: QueryClient, id: string, isLiked: boolean): void {
  // What is being fetched may have been answered before.
  void queries.cancelQueries({ queryKey: likedKey(id) });
  queries.setQueryData<boolean>(likedKey(id), isLiked);
}

/**
 * One's own like of something, as it will be once what one has pressed is written. `refresh` shows the thing as the server has it.
 */
export function useLike(noun: "post" | "comment", item: Likable, refresh: (id: string) => Promise<unknown>) {
  const queries = useQueryClient();
  const outbox = useOutbox();
  const me = useMe();
  const queue = queueKeys.like(item.id);
  const writes = useWrites(queue);
  const write = writes.at(-1);
  const { data: known = false } = useQuery({
    queryKey: likedKey(item.id),
    queryFn: () => fetchLiked(item.id),
    enabled: me !== null,
    staleTime: Infinity,
  });
  const end = async ({ state, write: { key, kind } }: Outcome) => {
    if (state === "failed") return;
    await refresh(item.id).catch(() => undefined);
    noteLiked(queries, item.id, kind.endsWith(".like"));
    outbox.dismiss(key);
  };
  useResumed(writes, end);
  const isLiked = write && write.state !== "failed" ? write.kind.endsWith(".like") : known;
  const press = () => {
    if (write?.state === "failed") outbox.dismiss(write.key);
    const kind = isLiked ? (`${noun}.unlike` as const) : (`${noun}.like` as const);
    void outbox.start({ kind, queue, body: null, to: item.id }).outcome.then(end);
  };
  const count = item.like_count + Number(isLiked) - Number(known);
  const tryAgain = () => write && void outbox.tryAgain(write.key)?.then(end);
  return { isLiked, count, press, write, tryAgain, dismiss: () => write && outbox.dismiss(write.key) };
}
