"use client";

import { RetryBanner } from "@/components/RetryBanner";
import { PageLink } from "@/components/PageLink";
import { useRef, useState, type ReactNode } from "react";
import { ACTION } from "@/components/action-class";
import { Button } from "@/components/form/Button";
import { classNames } from "@/components/class-names";
import { Icon } from "@/components/Icon";
import { Skeleton } from "@/components/Skeleton";
import { queueKeys } from "@/outbox/draft-keys";
import { useWrites } from "@/outbox/OutboxProvider";
import { signInFor } from "@/routes/next-path";
import { paths } from "@/routes/paths";
import { useIsGuest } from "@/session/SessionProvider";
import { useTranslations } from "next-intl";
import { LateComposer } from "./LateComposer";
import { PendingComments } from "./PendingComments";
import type { Shown } from "./first-replies";
import { useMayAdd } from "./locked";
import { useReplies } from "./queries";

/** 16 px to the side on a phone, 28 px where there is room: the line is below the picture. */
const LINE = "ms-[7px] mt-3 space-y-3 border-s-2 border-line ps-[7px] sm:ms-[15px] sm:ps-[11px]";

type Props = { comment: Shown; row: (reply: Shown) => ReactNode };

function List({ comment, row }: Props) {
  const t = useTranslations();
  const { replies, hasMore, isFetching, isError, readOn, refetch } = useReplies(comment);
  return (
    <>
      <ul aria-label={t("reply.list")} className="space-y-3">
        {replies.map((reply) => (
          <li key={reply.id}>{row(reply)}</li>
        ))}
      </ul>
      {isFetching && <Skeleton className="h-16" />}
      {isError && <RetryBanner onTryAgain={() => void refetch()}>{t("list.failed")}</RetryBanner>}
      {hasMore && !isFetching && (
        <Button size="small" kind="quiet" onClick={readOn}>
          {t("reply.more", { count: Math.max(1, comment.reply_count - replies.length) })}
        </Button>
      )}
    </>
  );
}

/** So many levels stand below each other; what is deeper has a page of its own. */
const LEVELS = 4;

/** What stands below a comment: the replies that came with it, or all once they are asked for, and where to write one. */
export function useThread(comment: Shown, depth: number) {
  const isLast = depth >= LEVELS - 1;
  const [isOpen, setOpen] = useState(!isLast && comment.first_replies !== undefined);
  const [isReplying, setReplying] = useState(false);
  const pending = useWrites(queueKeys.newReplies(comment.id)).length;
  const open = () => setOpen(!isLast);
  const button = useRef<HTMLButtonElement>(null);
  return { isLast, isOpen, isReplying, pending, open, close: () => setOpen(false), setReplying, button };
}

export type Thread = ReturnType<typeof useThread>;
type ThreadProps = { comment: Shown; thread: Thread };

/** Opens the place to write a reply; a guest is led to sign in. */
export function ReplyButton({ comment, thread }: ThreadProps) {
  const t = useTranslations();
  const { setReplying, isReplying, button } = thread;
  const isGuest = useIsGuest();
  const mayAdd = useMayAdd();
  if (comment.is_deleted || !mayAdd) return null;
  const says = (
    <>
      <Icon name="comment" className="size-4.5" /> {t("reply.button")}
    </>
  );
  if (isGuest)
    return (
      <PageLink href={signInFor(paths.comment(comment.post_id, comment.id))} className={ACTION}>
        {says}
      </PageLink>
    );
  return (
    <button
      ref={button}
      type="button"
      data-act="reply"
      className={ACTION}
      aria-expanded={isReplying}
      onClick={() => setReplying(!isReplying)}
    >
      {says}
    </button>
  );
}

/** Shows the replies to a comment, or leads to where they are shown. */
export function RepliesButton({ comment, thread: { isLast, isOpen, open, close } }: ThreadProps) {
  const t = useTranslations();
  if (comment.reply_count === 0) return null;
  const look = classNames(ACTION, "font-medium text-accent hover:underline");
  if (isLast)
    return (
      <PageLink href={paths.comment(comment.post_id, comment.id)} className={look}>
        {t("reply.goOn")}
      </PageLink>
    );
  return (
    <button type="button" className={look} aria-expanded={isOpen} onClick={isOpen ? close : open}>
      {isOpen ? t("reply.hide") : t("reply.show", { count: comment.reply_count })}
    </button>
  );
}

/** Where to write a reply, those that are on their way, and those that there are. */
export function ThreadBelow({ comment, thread, row }: Props & { thread: Thread }) {
  const { isOpen, pending, open, setReplying, button } = thread;
  const isReplying = useMayAdd() && thread.isReplying;
  const hasReplies = isOpen && comment.reply_count > 0;
  if (!isReplying && pending === 0 && !hasReplies) return null;
  const end = (isSent: boolean) => {
    setReplying(false);
    if (isSent) open();
    button.current?.focus();
  };
  return (
    <div className={LINE}>
      {isReplying && <LateComposer postId={comment.post_id} answers={comment.id} onEnd={end} />}
      <PendingComments postId={comment.post_id} answers={comment.id} />
      {hasReplies && <List comment={comment} row={row} />}
    </div>
  );
}
