"use client";

import { useTranslations } from "next-intl";
import type { Post } from "@/api/generated/types.gen";
import { queueKeys } from "@/outbox/draft-keys";
import type { Outcome } from "@/outbox/outbox";
import { useOutbox, useWrites } from "@/outbox/OutboxProvider";
import { WriteStateLabel } from "@/outbox/WriteStateLabel";
import { useIsModerator } from "@/session/useRight";
import { usePostChanges } from "./queries";

/** How a moderator locks the discussion of a post, or ends that: what stands in its menu, and why it has failed. */
export function useLock(post: Post) {
  const t = useTranslations();
  const outbox = useOutbox();
  const isModerator = useIsModerator();
  const { refresh } = usePostChanges();
  const queue = queueKeys.lock(post.id);
  const write = useWrites(queue).at(-1);
  const end = async ({ state, write: { key } }: Outcome) => {
    if (state === "failed") return;
    await refresh(post.id).catch(() => undefined);
    outbox.dismiss(key);
  };
  const dismiss = () => write && outbox.dismiss(write.key);
  const press = () => {
    dismiss();
    const kind = post.is_locked ? "post.unlock" : "post.lock";
    void outbox.start({ kind, queue, body: null, to: post.id }).outcome.then(end);
  };
  const tryAgain = () => write && void outbox.tryAgain(write.key)?.then(end);
  const canLock = isModerator && !post.held?.length;
  const item = canLock ? { label: post.is_locked ? t("lock.unlock") : t("lock.lock"), onClick: press } : undefined;
  const note = write?.state === "failed" && (
    <WriteStateLabel write={write} words="saving" onTryAgain={tryAgain} onDismiss={dismiss} />
  );
  return { item, note };
}
