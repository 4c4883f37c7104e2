"use client";

import type { Comment } from "@/api/generated/types.gen";
import { EmptyState } from "@/components/EmptyState";
import { Skeleton } from "@/components/Skeleton";
import { EndlessList } from "@/lists/EndlessList";
import type { Page } from "@/lists/pages";
import { texts } from "@/texts";
import { CommentCard } from "./CommentCard";
import { CommentComposer, PendingComments } from "./CommentComposer";
import { useComments } from "./queries";

const ROW_PX = 110;

/** The comments on a post, and where to write one. */
export function Comments({ postId, first, renderedAt }: { postId: string; first: Page<Comment>; renderedAt: string }) {
  const { comments, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = useComments(postId, first);
  return (
    <section id="comments" aria-label={texts.comment.title} className="mt-8 scroll-mt-24">
      <h2 className="mb-4 font-serif text-xl">{texts.comment.title}</h2>
      {comments.length === 0 && <EmptyState title={texts.comment.empty} hint={texts.comment.emptyHint} />}
      <EndlessList
        items={comments}
        keyOf={(comment) => comment.id}
        row={(comment) => <CommentCard comment={comment} renderedAt={renderedAt} />}
        more={{ has: hasNextPage, isFetching: isFetchingNextPage, hasFailed: isFetchNextPageError, fetch: () => void fetchNextPage() }}
        skeleton={<Skeleton className="h-16" />}
        estimate={ROW_PX}
        label={texts.comment.title}
      />
      <PendingComments postId={postId} />
      <div className="mt-4"><CommentComposer postId={postId} /></div>
    </section>
  );
}
