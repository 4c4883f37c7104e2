"use client";

import { PageLink } from "@/components/PageLink";
import { lazy, Suspense, type ReactNode } from "react";
import type { Comment } from "@/api/generated/types.gen";
import { RelativeTime } from "@/components/text/RelativeTime";
import { RichText } from "@/components/text/RichText";
import { Share } from "@/components/Share";
import { Skeleton } from "@/components/Skeleton";
import { Edited } from "@/history/Edited";
import { useIsEditable } from "@/history/useIsEditable";
import { LikeButton } from "@/likes/LikeButton";
import { ItemMark } from "@/outbox/ItemMark";
import { OwnWriteState } from "@/outbox/OwnWriteState";
import { paths } from "@/routes/paths";
import { useReporting } from "@/reports/Reporting";
import { useRight } from "@/session/useRight";
import { useTranslations } from "next-intl";
import { ItemActions } from "@/components/ItemActions";
import { queueKeys } from "@/outbox/draft-keys";
import { useOutbox, useResumed, useWrites } from "@/outbox/OutboxProvider";
import { useEditing } from "@/components/useEditing";
import { useAhead } from "@/components/useAhead";
import { useCommentChanges } from "./changes";
import { COMMENT_TEXT, CommentFrame } from "./CommentFrame";
import type { Shown } from "./first-replies";
import { RepliesButton, ReplyButton, ThreadBelow, useThread, type Thread } from "./Replies";

const loadEdit = () => import("./EditComment").then(({ EditComment }) => ({ default: EditComment }));
/** Only authors need it. */
const EditComment = lazy(loadEdit);

function useDelete(comment: Comment) {
  const outbox = useOutbox();
  const { remove, refresh } = useCommentChanges(comment.post_id);
  return () => {
    const { outcome } = outbox.start({
      kind: "comment.delete",
      queue: queueKeys.comment(comment.id),
      body: null,
      to: comment.id,
    });
    void outcome.then(async ({ state, write }) => {
      if (state === "failed") return;
      // With replies its place stays.
      await (comment.reply_count > 0 ? refresh(comment.id) : remove(comment.id));
      outbox.dismiss(write.key);
      if (comment.parent_id) await refresh(comment.parent_id).catch(() => undefined);
    });
  };
}

type Props = { comment: Shown; renderedAt?: string };

function About({ comment, renderedAt }: Props) {
  const write = useWrites(queueKeys.comment(comment.id)).at(-1);
  return (
    <>
      <PageLink href={paths.comment(comment.post_id, comment.id)} className="hover:underline">
        <RelativeTime at={comment.created_at} renderedAt={renderedAt} />
      </PageLink>
      {!comment.is_deleted && <Edited noun="comment" item={comment} />} <ItemMark id={comment.id} write={write} />
    </>
  );
}

/** The text of a comment, or where its author changes it. */
function Body({ comment, isEditing, onEnd }: { comment: Comment; isEditing: boolean; onEnd: () => void }) {
  const t = useTranslations();
  if (comment.is_deleted) return <p className="text-soft italic">{t("comment.deleted")}</p>;
  if (!isEditing) return <RichText html={comment.content_html} text={comment.content} className={COMMENT_TEXT} />;
  return (
    <Suspense fallback={<Skeleton className="h-24" />}>
      <EditComment comment={comment} onEnd={onEnd} />
    </Suspense>
  );
}

/** How one's change of a comment stands. */
function OwnWrite({ comment }: { comment: Comment }) {
  const outbox = useOutbox();
  const writes = useWrites(queueKeys.comment(comment.id));
  const write = writes.at(-1);
  const { refresh } = useCommentChanges(comment.post_id);
  useResumed(writes, ({ write: { key } }) =>
    refresh(comment.id)
      .finally(() => outbox.dismiss(key))
      .catch(() => undefined),
  );
  return write && <OwnWriteState write={write} />;
}

/** What one can do with a comment. */
function Actions({ comment, thread, more }: { comment: Shown; thread: Thread; more: ReactNode }) {
  const { refresh } = useCommentChanges(comment.post_id);
  return (
    <div className="flex min-h-8 flex-wrap items-center gap-x-2 sm:gap-x-4">
      <ReplyButton comment={comment} thread={thread} />
      {!comment.is_deleted && <LikeButton noun="comment" item={comment} refresh={refresh} />}
      {!comment.is_deleted && <Share path={paths.comment(comment.post_id, comment.id)} title={comment.content} />}
      {more}
      <RepliesButton comment={comment} thread={thread} />
    </div>
  );
}

type Editing = { isEditing: boolean; wasEditing: boolean; edit: () => void };

/** What its author can do with a comment, or a moderator; others report it, and `note` says that one has. */
function useMore(comment: Shown, { isEditing, wasEditing, edit }: Editing, onDelete: () => void) {
  const right = useRight(comment.author?.id);
  const reporting = useReporting("comment", comment.id, comment.author?.id);
  const canEdit = useIsEditable(comment.editable_until) && right === "own";
  useAhead(canEdit, loadEdit);
  const more = (right || reporting.item) && !isEditing && (
    <>
      <ItemActions
        {...{ right, onDelete }}
        thing="comment"
        onEdit={canEdit ? edit : undefined}
        report={reporting.item}
        autoFocus={wasEditing}
      />
      {reporting.dialog}
    </>
  );
  return { more, note: reporting.note };
}

type CardProps = Props & {
  /** How many comments it stands below. */
  depth?: number;
  /** Those that lead from it to one that somebody has opened, which are shown instead of its replies. */
  branch?: Comment[];
};

/** A comment that its author can change and delete where it stands, a moderator can remove and others report, with its replies below it. */
export function CommentCard({ comment, renderedAt, depth = 0, branch = [] }: CardProps) {
  const { isEditing, wasEditing, edit, end } = useEditing();
  const deleteComment = useDelete(comment);
  const thread = useThread(comment, depth);
  const { more, note } = useMore(comment, { isEditing, wasEditing, edit }, deleteComment);
  const row = (reply: Shown) => <CommentCard comment={reply} renderedAt={renderedAt} depth={depth + 1} />;
  const [next, ...rest] = branch;
  const below = (
    <>
      <ThreadBelow {...{ comment, thread, row }} />
      {next && !thread.isOpen && (
        <div className="pt-3">
          <CommentCard comment={next} renderedAt={renderedAt} branch={rest} />
        </div>
      )}
    </>
  );
  return (
    <CommentFrame author={comment.author} about={<About {...{ comment, renderedAt }} />} below={below}>
      <Body comment={comment} isEditing={isEditing} onEnd={end} />
      <Actions {...{ comment, thread, more }} />
      <OwnWrite comment={comment} />
      {note}
    </CommentFrame>
  );
}
