"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { PageLink } from "@/components/PageLink";
import type { CommentContext, Post, ThreadComment } from "@/api/generated/types.gen";
import { Banner } from "@/components/Banner";
import { buttonClass } from "@/components/form/button-class";
import { EmptyState } from "@/components/EmptyState";
import { Comments } from "@/comments/Comments";
import { KeptDraft } from "@/comments/KeptDraft";
import { Locked } from "@/comments/locked";
import { useCommentChanges, useUnseenComments } from "@/comments/changes";
import { noteLiked } from "@/likes/useLike";
import type { ThreadOrder } from "@/lists/order";
import type { Page } from "@/lists/pages";
import type { LiveEvent } from "@/live/events";
import { useRoom } from "@/live/LiveProvider";
import { paths } from "@/routes/paths";
import { useMe } from "@/session/SessionProvider";
import { useTranslations } from "next-intl";
import { endHeld } from "@/outbox/held";
import { useOutbox } from "@/outbox/OutboxProvider";
import { EditablePost } from "./EditablePost";
import { usePost, usePostChanges } from "./queries";

/** Shows how many like what an event is about, and whether one does oneself. */
function useHeardLikes(postId: string) {
  const queries = useQueryClient();
  const me = useMe();
  const posts = usePostChanges();
  const comments = useCommentChanges(postId);
  return ({ type, comment_id, like_count = 0, actor_id }: LiveEvent) => {
    if (comment_id) comments.patch(comment_id, { like_count });
    else posts.patch(postId, { like_count });
    if (actor_id === me?.id) noteLiked(queries, comment_id ?? postId, type === "like.created");
  };
}

/** Follows one post and its comments. */
function useFollow(id: string) {
  const outbox = useOutbox();
  const { refresh, remove } = usePostChanges();
  const heardLikes = useHeardLikes(id);
  const comments = useCommentChanges(id);
  const unseen = useUnseenComments(id);
  const quietly = (work: Promise<unknown>) => void work.catch(() => undefined);
  const follow = async (commentId: string, { type, parent_id, reply_count }: LiveEvent) => {
    if (type === "comment.deleted" && !reply_count) comments.remove(commentId);
    else await comments.refresh(commentId);
    const wasHeld = type === "comment.created" && endHeld(outbox, commentId);
    if (parent_id) return comments.refresh(parent_id); // it counts its replies
    if (wasHeld) return comments.showRecent(commentId);
    const isOwn = outbox.all().some((write) => write.resourceId === commentId);
    const isNew = type === "comment.created" || type === "comment.restored";
    if (isNew && !isOwn) unseen.note(commentId);
  };
  useRoom(
    `post:${id}`,
    (event) => {
      if (event.type === "post.deleted") return remove(id);
      if (event.type === "post.updated") endHeld(outbox, id);
      if (event.type === "like.created" || event.type === "like.deleted") return heardLikes(event);
      quietly(refresh(id));
      if (!event.comment_id) return outbox.hurry(id);
      outbox.hurry(event.comment_id);
      quietly(follow(event.comment_id, event));
    },
    () => {
      quietly(refresh(id));
      quietly(unseen.refetch());
    },
  );
}

function PostIsGone({ id }: { id: string }) {
  const t = useTranslations();
  const home = (
    <PageLink href={paths.feed} className={buttonClass({ kind: "primary" })}>
      {t("notFound.home")}
    </PageLink>
  );
  return (
    <>
      <EmptyState title={t("post.gone")} action={home} />
      <KeptDraft postId={id} />
    </>
  );
}

type Props = {
  post: Post;
  comments: Page<ThreadComment>;
  order: ThreadOrder;
  /** The comment that the address names, with those above it. */
  opened: CommentContext | null;
  renderedAt: string;
};

/** A post that waits for a moderator, as its author and moderators see it: nobody comments on it yet, or hears of it. */
function HeldPost({ post, renderedAt }: Pick<Props, "post" | "renderedAt">) {
  const t = useTranslations();
  const router = useRouter();
  const isOwn = useMe()?.id === post.author.id;
  const { refresh } = usePostChanges();
  const look = () => void refresh(post.id).catch(() => undefined);
  useRoom("feed", (event) => event.post_id === post.id && look(), look);
  return (
    <>
      <Banner kind="notice" className="mb-3">
        {isOwn ? t("write.held") : t("post.heldForYou", { rules: post.held?.join(", ") ?? "" })}
      </Banner>
      <EditablePost post={post} renderedAt={renderedAt} isPage onDeleted={() => router.push(paths.feed)} />
    </>
  );
}

function ShownPost({ post, comments, order, opened, renderedAt }: Props) {
  const router = useRouter();
  useFollow(post.id);
  return (
    <>
      <EditablePost post={post} renderedAt={renderedAt} isPage onDeleted={() => router.push(paths.feed)} />
      <Locked value={post.is_locked}>
        <Comments
          key={order}
          postId={post.id}
          count={post.comment_count}
          {...{ order, first: comments, opened, renderedAt }}
        />
      </Locked>
    </>
  );
}

/** A post with its comments, as they come. */
export function PostPage(props: Props) {
  const post = usePost(props.post);
  if (!post) return <PostIsGone id={props.post.id} />;
  return post.held?.length ? <HeldPost {...props} post={post} /> : <ShownPost {...props} post={post} />;
}
