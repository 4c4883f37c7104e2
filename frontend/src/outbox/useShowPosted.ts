"use client";

import { notePosted } from "./just-posted";
import type { Outcome } from "./outbox";
import { useOutbox } from "./OutboxProvider";

/** What is done when something new was posted: `show` has the page show it. What was not, or waits for a moderator, stays in the outbox, with its text. */
export function useShowPosted(show: (id: string) => Promise<unknown>) {
  const outbox = useOutbox();
  return async ({ state, write }: Outcome) => {
    if (state !== "posted") return;
    if (write.resourceId) {
      await show(write.resourceId).catch(() => undefined);
      notePosted(write.resourceId);
    }
    outbox.dismiss(write.key);
  };
}
