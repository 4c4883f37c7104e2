"use client";

import { useState } from "react";
import type { Comment } from "@/api/generated/types.gen";
import { Button } from "@/components/form/Button";
import { EmptyState } from "@/components/EmptyState";
import { Skeleton } from "@/components/Skeleton";
import { EndlessList } from "@/lists/EndlessList";
import type { Page } from "@/lists/pages";
import { texts } from "@/texts";
import { CommentCard } from "./CommentCard";
import { CommentComposer, PendingComments } from "./CommentComposer";
import { useCommentChanges, useComments, useRecentComments } from "./queries";

const ROW_PX = 110;

function UnseenBar({ postId, count }: { postId: string; count: number }) {
  const [isBusy, setBusy] = useState(false);
  const { showUnseen } = useCommentChanges(postId);
  const show = () => {
    setBusy(true);
    void showUnseen()
      .catch(() => undefined)
      .finally(() => setBusy(false));
  };
  return (
    <div role="status" className="flex justify-center empty:hidden">
      {count > 0 && (
        <Button size="small" busy={isBusy} onClick={show} className="mb-4 rounded-full">
          {texts.comment.unseen(count)}
        </Button>
      )}
    </div>
  );
}

function RecentComments({ recent, renderedAt }: { recent: Comment[]; renderedAt: string }) {
  return (
    <section aria-label={texts.comment.recent} className="mb-4 border-b border-line">
      <h3 className="mb-3 text-sm text-soft">{texts.comment.recent}</h3>
      <ul>
        {recent.map((comment) => (
          <li key={comment.id} className="pb-4">
            <CommentCard comment={comment} renderedAt={renderedAt} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Where to write a comment, what was just written, and the comments on the post. Nothing that comes moves the place to write. */
export function Comments({ postId, first, renderedAt }: { postId: string; first: Page<Comment>; renderedAt: string }) {
  const { comments, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = useComments(postId, first);
  const { recent, unseen } = useRecentComments(postId, comments);
  return (
    <section id="comments" aria-label={texts.comment.title} className="mt-8 scroll-mt-24">
      <h2 className="mb-4 font-serif text-xl">{texts.comment.title}</h2>
      <div className="mb-6">
        <CommentComposer postId={postId} />
      </div>
      <PendingComments postId={postId} />
      <UnseenBar postId={postId} count={unseen.length} />
      {recent.length > 0 && <RecentComments {...{ recent, renderedAt }} />}
      {comments.length === 0 && recent.length === 0 && (
        <EmptyState title={texts.comment.empty} hint={texts.comment.emptyHint} />
      )}
      <EndlessList
        items={comments}
        keyOf={(comment) => comment.id}
        row={(comment) => <CommentCard comment={comment} renderedAt={renderedAt} />}
        more={{
          has: hasNextPage,
          isFetching: isFetchingNextPage,
          hasFailed: isFetchNextPageError,
          fetch: () => void fetchNextPage(),
        }}
        skeleton={<Skeleton className="h-16" />}
        estimate={ROW_PX}
        label={texts.comment.title}
      />
    </section>
  );
}
