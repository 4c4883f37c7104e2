"use client";

import { queueKeys } from "@/outbox/draft-keys";
import { notePosted } from "@/outbox/just-posted";
import type { Outcome } from "@/outbox/outbox";
import { useOutbox } from "@/outbox/OutboxProvider";
import { useCommentChanges } from "./changes";

/** Where a comment is written: on a post, or below the comment that it `answers`. */
export type Target = { postId: string; answers?: string };

/** The queue of what is written there. */
export const queueOf = ({ postId, answers }: Target) =>
  answers ? queueKeys.newReplies(answers) : queueKeys.newComments(postId);

/** What happens when a comment was posted: it is shown. One that was not stays in the outbox, with its text. */
export function useEnd(postId: string) {
  const outbox = useOutbox();
  const { showRecent } = useCommentChanges(postId);
  return async ({ state, write }: Outcome) => {
    if (state === "failed") return;
    if (write.resourceId) {
      await showRecent(write.resourceId).catch(() => undefined);
      notePosted(write.resourceId);
    }
    outbox.dismiss(write.key);
  };
}
