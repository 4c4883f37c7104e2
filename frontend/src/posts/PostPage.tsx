"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import Link from "next/link";
import type { Comment, Post } from "@/api/generated/types.gen";
import { buttonClass } from "@/components/form/button-class";
import { EmptyState } from "@/components/EmptyState";
import { Comments } from "@/comments/Comments";
import { useCommentChanges } from "@/comments/queries";
import type { Page } from "@/lists/pages";
import { useRoom } from "@/live/LiveProvider";
import { paths } from "@/routes/paths";
import { texts } from "@/texts";
import { useOutbox } from "@/outbox/OutboxProvider";
import { EditablePost } from "./EditablePost";
import { fetchPost, postKey, usePostChanges } from "./queries";

/** Follows one post and its comments. */
function useFollow(id: string) {
  const outbox = useOutbox();
  const { refresh, remove } = usePostChanges();
  const comments = useCommentChanges(id);
  const quietly = (work: Promise<unknown>) => void work.catch(() => undefined);
  const follow = async (commentId: string, isNew: boolean) => {
    await comments.refresh(commentId);
    if (isNew && !outbox.all().some((write) => write.resourceId === commentId)) comments.noteUnseen(commentId);
  };
  useRoom(
    `post:${id}`,
    (event) => {
      if (event.type === "post.deleted") return remove(id);
      quietly(refresh(id));
      if (!event.comment_id) return outbox.hurry(id);
      outbox.hurry(event.comment_id);
      if (event.type === "comment.deleted") comments.remove(event.comment_id);
      else quietly(follow(event.comment_id, event.type === "comment.created"));
    },
    () => {
      quietly(refresh(id));
      quietly(comments.refetch());
    },
  );
}

/** A post with its comments, as they come. */
export function PostPage({
  post: first,
  comments,
  renderedAt,
}: {
  post: Post;
  comments: Page<Comment>;
  renderedAt: string;
}) {
  const router = useRouter();
  const { data: post } = useQuery({
    queryKey: postKey(first.id),
    queryFn: () => fetchPost(first.id),
    initialData: first,
  });
  useFollow(first.id);
  if (!post) {
    return (
      <EmptyState
        title={texts.post.gone}
        action={
          <Link href={paths.feed} className={buttonClass({ kind: "primary" })}>
            {texts.notFound.home}
          </Link>
        }
      />
    );
  }
  return (
    <>
      <EditablePost post={post} renderedAt={renderedAt} isPage onDeleted={() => router.push(paths.feed)} />
      <Comments postId={post.id} first={comments} renderedAt={renderedAt} />
    </>
  );
}
