"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { client } from "@/api/browser";
import { getUser } from "@/api/generated/sdk.gen";
import { useRoom } from "@/live/LiveProvider";
import { queueKeys } from "@/outbox/draft-keys";
import type { Outcome } from "@/outbox/outbox";
import { useOutbox, useResumed, useWrites } from "@/outbox/OutboxProvider";
import { useMe } from "@/session/SessionProvider";
import { fetchFollowed } from "./followed";

export type Followable = { id: string; name: string; follower_count: number };

const followedKey = (id: string) => ["followed", id];
const followersKey = (id: string) => ["follower-count", id];
/** What is fetched of one's home feed (src/posts/queries.ts). */
const HOME_KEY = ["posts", "feed:home"];

const fetchCount = async (id: string) => (await getUser({ client, path: { user_id: id } })).data.follower_count;

/** Whether one follows somebody, and how many do, as it will be once what one has pressed is written. */
export function useFollowers({ id, follower_count }: Followable) {
  const me = useMe();
  const write = useWrites(queueKeys.follow(id)).at(-1);
  const { data: known = false } = useQuery({
    queryKey: followedKey(id),
    queryFn: () => fetchFollowed(id),
    enabled: me !== null && me.id !== id,
    staleTime: Infinity,
  });
  const { data: count } = useQuery({
    queryKey: followersKey(id),
    queryFn: () => fetchCount(id),
    initialData: follower_count,
    staleTime: Infinity,
    gcTime: 0,
  });
  const isFollowed = write && write.state !== "failed" ? write.kind === "user.follow" : known;
  return { isFollowed, count: count + Number(isFollowed) - Number(known), write };
}

/** Follows somebody, or no longer. */
export function useFollow(person: Followable) {
  const { id } = person;
  const queries = useQueryClient();
  const outbox = useOutbox();
  const { isFollowed, write } = useFollowers(person);
  const queue = queueKeys.follow(id);
  const end = async ({ state, write: { key, kind } }: Outcome) => {
    if (state === "failed") return;
    const count = await fetchCount(id).catch(() => undefined);
    queries.setQueryData<number>(followersKey(id), (old) => count ?? old);
    queries.setQueryData(followedKey(id), kind === "user.follow");
    queries.removeQueries({ queryKey: HOME_KEY });
    outbox.dismiss(key);
  };
  useResumed(useWrites(queue), end);
  const press = () => {
    if (write?.state === "failed") outbox.dismiss(write.key);
    const kind = isFollowed ? "user.unfollow" : "user.follow";
    void outbox.start({ kind, queue, body: null, to: id }).outcome.then(end);
  };
  const tryAgain = () => write && void outbox.tryAgain(write.key)?.then(end);
  return { isFollowed, press, write, tryAgain, dismiss: () => write && outbox.dismiss(write.key) };
}

/** Hears on one's own page of who comes and goes. */
export function useOwnFollowers(id: string) {
  const me = useMe();
  const queries = useQueryClient();
  const isOwn = me?.id === id;
  useRoom(
    isOwn ? `user:${id}` : null,
    ({ follower_count: count }) => count !== undefined && queries.setQueryData(followersKey(id), count),
    () => void queries.invalidateQueries({ queryKey: followersKey(id) }),
  );
}
