"use client";

import { PageLink } from "@/components/PageLink";
import { useState, type ReactNode } from "react";
import { Banner } from "@/components/Banner";
import { Button } from "@/components/form/Button";
import { buttonClass } from "@/components/form/button-class";
import { Skeleton } from "@/components/Skeleton";
import { queueKeys } from "@/outbox/draft-keys";
import { useWrites } from "@/outbox/OutboxProvider";
import { signInFor } from "@/routes/next-path";
import { paths } from "@/routes/paths";
import { useIsGuest } from "@/session/SessionProvider";
import { texts } from "@/texts";
import { CommentComposer, PendingComments } from "./CommentComposer";
import type { Shown } from "./first-replies";
import { useReplies } from "./queries";

const QUIET = buttonClass({ kind: "quiet", size: "small" });

type Props = { comment: Shown; row: (reply: Shown) => ReactNode };

function List({ comment, row }: Props) {
  const { replies, hasMore, isFetching, isError, readOn, refetch } = useReplies(comment);
  return (
    <>
      <ul aria-label={texts.reply.list}>
        {replies.map((reply) => (
          <li key={reply.id} className="pb-4">
            {row(reply)}
          </li>
        ))}
      </ul>
      {isFetching && <Skeleton className="h-16" />}
      {isError && (
        <Banner
          kind="alarm"
          action={
            <Button size="small" onClick={() => void refetch()}>
              {texts.write.tryAgain}
            </Button>
          }
        >
          {texts.list.failed}
        </Banner>
      )}
      {hasMore && !isFetching && (
        <Button size="small" kind="quiet" onClick={readOn}>
          {texts.reply.more(Math.max(1, comment.reply_count - replies.length))}
        </Button>
      )}
    </>
  );
}

/** What stands below a comment: the replies that came with it, or all once they are asked for, and where to write one. `row` shows
 * a reply. */
export function useThread(comment: Shown) {
  const [isOpen, setOpen] = useState(comment.first_replies !== undefined);
  const [isReplying, setReplying] = useState(false);
  const pending = useWrites(queueKeys.newReplies(comment.id)).length;
  const open = () => setOpen(true);
  return { isOpen, isReplying, pending, open, close: () => setOpen(false), setReplying };
}

type Thread = ReturnType<typeof useThread>;

/** The buttons below a comment. */
export function ThreadButtons({ comment, thread }: { comment: Shown; thread: Thread }) {
  const { isOpen, open, close, setReplying, isReplying } = thread;
  const isGuest = useIsGuest();
  return (
    <>
      {!comment.is_deleted && isGuest && (
        <PageLink href={signInFor(paths.comment(comment.post_id, comment.id))} className={QUIET}>
          {texts.reply.button}
        </PageLink>
      )}
      {!comment.is_deleted && !isGuest && (
        <Button size="small" kind="quiet" aria-expanded={isReplying} onClick={() => setReplying(!isReplying)}>
          {texts.reply.button}
        </Button>
      )}
      {comment.reply_count > 0 && (
        <Button size="small" kind="quiet" aria-expanded={isOpen} onClick={isOpen ? close : open}>
          {isOpen ? texts.reply.hide : texts.reply.show(comment.reply_count)}
        </Button>
      )}
    </>
  );
}

/** Where to write a reply, those that are on their way, and those that there are. */
export function ThreadBelow({ comment, thread, row }: Props & { thread: Thread }) {
  const { isOpen, isReplying, pending, open, setReplying } = thread;
  const hasReplies = isOpen && comment.reply_count > 0;
  if (!isReplying && pending === 0 && !hasReplies) return null;
  const end = () => {
    setReplying(false);
    open();
  };
  return (
    <div className="mt-3 space-y-4 border-l-2 border-line pl-3 sm:pl-5">
      {isReplying && <CommentComposer postId={comment.post_id} answers={comment.id} onSent={end} />}
      <PendingComments postId={comment.post_id} answers={comment.id} />
      {hasReplies && <List comment={comment} row={row} />}
    </div>
  );
}
