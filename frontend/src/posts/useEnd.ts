"use client";

import { notePosted } from "@/outbox/just-posted";
import type { Outcome } from "@/outbox/outbox";
import { useOutbox } from "@/outbox/OutboxProvider";
import { usePostChanges } from "./queries";

/** What happens when a post was posted: it is on top of the feed. One that was not stays in the outbox, with its text. */
export function useEnd() {
  const outbox = useOutbox();
  const { showOnTop } = usePostChanges();
  return async ({ state, write }: Outcome) => {
    if (state === "failed") return;
    if (write.resourceId) {
      await showOnTop(write.resourceId).catch(() => undefined);
      notePosted(write.resourceId);
    }
    outbox.dismiss(write.key);
  };
}
