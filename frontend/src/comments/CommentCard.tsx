"use client";

import Link from "next/link";
import { lazy, Suspense, useState, type ReactNode } from "react";
import type { Comment } from "@/api/generated/types.gen";
import { Avatar } from "@/components/Avatar";
import { RelativeTime } from "@/components/text/RelativeTime";
import { RichText } from "@/components/text/RichText";
import { Skeleton } from "@/components/Skeleton";
import { WriteStateLabel } from "@/outbox/WriteStateLabel";
import { paths } from "@/routes/paths";
import { useMe } from "@/session/SessionProvider";
import { texts } from "@/texts";
import { OwnActions } from "@/components/OwnActions";
import { queueKeys } from "@/outbox/draft-keys";
import { useOutbox, useResumed, useWrites } from "@/outbox/OutboxProvider";
import { useAhead } from "@/components/useAhead";
import { useCommentChanges } from "./queries";

const loadEdit = () => import("./EditComment").then(({ EditComment }) => ({ default: EditComment }));
/** Only authors need it. */
const EditComment = lazy(loadEdit);

type Author = Comment["author"];

/** How a comment looks, one's own on its way too. */
export function CommentFrame({
  author,
  about,
  actions,
  children,
}: {
  author: Author;
  about?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) {
  return (
    <article className="flex gap-3 border-t border-line pt-4">
      <Avatar person={author} />
      <div className="min-w-0 flex-1">
        <div className="flex min-h-10 items-center gap-2">
          <Link href={paths.user(author.id)} prefetch={false} className="truncate font-semibold hover:underline">
            {author.name}
          </Link>
          <span className="flex-1 text-sm text-soft">{about}</span>
          {actions}
        </div>
        {children}
      </div>
    </article>
  );
}

function useDelete(comment: Comment) {
  const outbox = useOutbox();
  const { remove } = useCommentChanges(comment.post_id);
  return () => {
    const { outcome } = outbox.start({
      kind: "comment.delete",
      queue: queueKeys.comment(comment.id),
      body: null,
      to: comment.id,
    });
    void outcome.then(({ state, write }) => {
      if (state === "failed") return;
      remove(comment.id);
      outbox.dismiss(write.key);
    });
  };
}

type Props = { comment: Comment; renderedAt?: string };

function About({ comment, renderedAt }: Props) {
  return (
    <>
      <RelativeTime at={comment.created_at} renderedAt={renderedAt} />
      {comment.is_edited && <> · {texts.post.edited}</>}
    </>
  );
}

/** A comment that its author can change and delete where it stands. */
export function CommentCard({ comment, renderedAt }: Props) {
  const me = useMe();
  const outbox = useOutbox();
  const [isEditing, setEditing] = useState(false);
  const deleteComment = useDelete(comment);
  const writes = useWrites(queueKeys.comment(comment.id));
  const write = writes.at(-1);
  const { refresh } = useCommentChanges(comment.post_id);
  useResumed(writes, ({ write: { key } }) =>
    refresh(comment.id)
      .finally(() => outbox.dismiss(key))
      .catch(() => undefined),
  );
  const isOwn = me?.id === comment.author.id;
  useAhead(isOwn, loadEdit);
  const actions = isOwn && !isEditing && (
    <OwnActions what={texts.comment.thing} onEdit={() => setEditing(true)} onDelete={deleteComment} />
  );
  return (
    <CommentFrame author={comment.author} about={<About {...{ comment, renderedAt }} />} actions={actions}>
      {isEditing ? (
        <Suspense fallback={<Skeleton className="h-24" />}>
          <EditComment comment={comment} onEnd={() => setEditing(false)} />
        </Suspense>
      ) : (
        <RichText html={comment.content_html} text={comment.content} />
      )}
      {write && (
        <WriteStateLabel
          write={write}
          onTryAgain={() => void outbox.tryAgain(write.key)}
          onDismiss={() => outbox.dismiss(write.key)}
        />
      )}
    </CommentFrame>
  );
}
