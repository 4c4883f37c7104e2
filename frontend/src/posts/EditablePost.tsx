"use client";

import { lazy, Suspense } from "react";
import type { Post } from "@/api/generated/types.gen";
import { Card } from "@/components/Card";
import { Skeleton } from "@/components/Skeleton";
import { ItemActions } from "@/components/ItemActions";
import { Edited } from "@/history/Edited";
import { useIsEditable } from "@/history/useIsEditable";
import { LikeButton } from "@/likes/LikeButton";
import { ItemMark } from "@/outbox/ItemMark";
import { OwnWriteState } from "@/outbox/OwnWriteState";
import { useReporting, type Reporting } from "@/reports/Reporting";
import { useRight, type Right } from "@/session/useRight";
import { useTranslations } from "next-intl";
import { queueKeys } from "@/outbox/draft-keys";
import { useOutbox, useResumed, useWrites } from "@/outbox/OutboxProvider";
import { useEditing } from "@/components/useEditing";
import { useAhead } from "@/components/useAhead";
import { isStuck } from "@/outbox/write";
import { PostCard } from "./PostCard";
import { usePostChanges } from "./queries";
import { useLock } from "./useLock";

const loadEdit = () => import("./EditPost").then(({ EditPost }) => ({ default: EditPost }));
/** Only authors need it. */
const EditPost = lazy(loadEdit);

function useDelete(post: Post, onDeleted?: () => void) {
  const outbox = useOutbox();
  const { remove } = usePostChanges();
  return () => {
    const { outcome } = outbox.start({ kind: "post.delete", queue: queueKeys.post(post.id), body: null, to: post.id });
    void outcome.then(({ state, write }) => {
      if (state === "failed") return;
      onDeleted?.();
      remove(post.id);
      outbox.dismiss(write.key);
    });
  };
}

type ActionsProps = {
  right: Right | null;
  reporting: Reporting;
  lock?: { label: string; onClick: () => void };
  onEdit?: () => void;
  onDelete: () => void;
  autoFocus: boolean;
};

/** What one can do with a post. */
function Actions({ reporting, ...rest }: ActionsProps) {
  return (
    <>
      <ItemActions {...rest} thing="post" report={reporting.item} />
      {reporting.dialog}
    </>
  );
}

function Editing({ post, onEnd }: { post: Post; onEnd: () => void }) {
  const t = useTranslations();
  return (
    <Card as="section" aria-label={t("post.edit")}>
      <Suspense fallback={<Skeleton className="h-40" />}>
        <EditPost post={post} onEnd={onEnd} />
      </Suspense>
    </Card>
  );
}

type Props = { post: Post; renderedAt?: string; onDeleted?: () => void; isPage?: boolean };

/** A post that its author can change and delete where it stands, a moderator can remove and lock, and everybody else report. */
export function EditablePost({ post, renderedAt, onDeleted, isPage }: Props) {
  const outbox = useOutbox();
  const { isEditing, wasEditing, edit, end } = useEditing();
  const deletePost = useDelete(post, onDeleted);
  const writes = useWrites(queueKeys.post(post.id));
  const write = writes.at(-1);
  const { refresh } = usePostChanges();
  useResumed(writes, ({ write: { key } }) =>
    refresh(post.id)
      .finally(() => outbox.dismiss(key))
      .catch(() => undefined),
  );
  const right = useRight(post.author.id);
  const reporting = useReporting("post", post.id, post.author.id);
  const lock = useLock(post);
  const isOwn = right === "own";
  const isEditable = useIsEditable(post.editable_until);
  useAhead(isOwn && isEditable, loadEdit);
  if (isEditing) return <Editing post={post} onEnd={end} />;
  const footer = write && isStuck(write) ? <OwnWriteState write={write} /> : lock.note || reporting.note;
  const mark = <ItemMark id={post.id} write={write} />;
  const actions = (right || reporting.item) && (
    <Actions
      {...{ right, reporting }}
      lock={lock.item}
      onEdit={isOwn && isEditable ? edit : undefined}
      onDelete={deletePost}
      autoFocus={wasEditing}
    />
  );
  const edited = <Edited noun="post" item={post} />;
  const like = post.held?.length ? null : <LikeButton noun="post" item={post} refresh={refresh} />;
  return <PostCard {...{ post, renderedAt, actions, edited, mark, like, footer, isPage }} />;
}
