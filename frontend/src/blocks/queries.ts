"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { client } from "@/api/browser";
import { listBlocks } from "@/api/generated/sdk.gen";
import type { Author } from "@/api/generated/types.gen";
import { queueKeys } from "@/outbox/draft-keys";
import type { Outcome } from "@/outbox/outbox";
import { useOutbox, useWrites } from "@/outbox/OutboxProvider";

const KEY = ["blocks"];

/** Whom one has blocked, the latest first. `first` is what the server has fetched; null if it could not. */
export function useBlocks(first: Author[] | null) {
  return useQuery({
    queryKey: KEY,
    queryFn: async () => (await listBlocks({ client })).data.items,
    initialData: first ?? undefined,
  });
}

/** Blocks somebody, or no longer. `onEnd` hears whether they are blocked once it is done. */
export function useBlocking(person: Author, onEnd?: (isBlocked: boolean) => void) {
  const queries = useQueryClient();
  const outbox = useOutbox();
  const queue = queueKeys.block(person.id);
  const write = useWrites(queue).at(-1);
  const end = ({ state, write: { key, kind } }: Outcome) => {
    if (state === "failed") return;
    const isBlocked = kind === "user.block";
    const others = (all: Author[] = []) => all.filter(({ id }) => id !== person.id);
    void queries.cancelQueries({ queryKey: KEY });
    queries.setQueryData<Author[]>(KEY, (all) => (isBlocked ? [person, ...others(all)] : others(all)));
    outbox.dismiss(key);
    onEnd?.(isBlocked);
  };
  const set = (isBlocked: boolean) => {
    if (write) outbox.dismiss(write.key);
    const kind = isBlocked ? "user.block" : "user.unblock";
    void outbox.start({ kind, queue, body: null, to: person.id }).outcome.then(end);
  };
  const tryAgain = () => write && void outbox.tryAgain(write.key)?.then(end);
  return {
    set,
    write,
    isBusy: write?.state === "sending",
    tryAgain,
    dismiss: () => write && outbox.dismiss(write.key),
  };
}
