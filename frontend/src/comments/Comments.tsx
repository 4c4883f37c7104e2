"use client";

import { PageLink } from "@/components/PageLink";
import { useCallback, useState } from "react";
import type { CommentContext } from "@/api/generated/types.gen";
import { Button } from "@/components/form/Button";
import { EmptyState } from "@/components/EmptyState";
import { Skeleton } from "@/components/Skeleton";
import { EndlessList } from "@/lists/EndlessList";
import type { ThreadOrder } from "@/lists/order";
import type { Page } from "@/lists/pages";
import { paths } from "@/routes/paths";
import { useTranslations } from "next-intl";
import { CommentCard } from "./CommentCard";
import { useMayAdd, WriteComment } from "./locked";
import { PendingComments } from "./PendingComments";
import { ThreadOrders } from "./ThreadOrders";
import { useUnseenComments } from "./changes";
import type { Shown } from "./first-replies";
import { useComments, useRecentComments } from "./queries";

const ROW_PX = 90;

function UnseenBar({ postId, count }: { postId: string; count: number }) {
  const t = useTranslations();
  const [isBusy, setBusy] = useState(false);
  const unseen = useUnseenComments(postId);
  const show = () => {
    setBusy(true);
    void unseen
      .show()
      .catch(() => undefined)
      .finally(() => setBusy(false));
  };
  return (
    <div role="status" className="flex justify-center empty:hidden">
      {count > 0 && (
        <Button size="small" busy={isBusy} onClick={show} className="mb-4 rounded-full">
          {t("comment.unseen", { count })}
        </Button>
      )}
    </div>
  );
}

function RecentComments({ recent, renderedAt }: { recent: Shown[]; renderedAt: string }) {
  const t = useTranslations();
  return (
    <section aria-label={t("comment.recent")} className="mb-4">
      <h3 className="mb-2 text-sm text-soft">{t("comment.recent")}</h3>
      <ul className="space-y-3">
        {recent.map((comment) => (
          <li key={comment.id}>
            <CommentCard comment={comment} renderedAt={renderedAt} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The comment that somebody followed a link to, below those that it answers. */
function OpenedComment({ postId, opened, renderedAt }: { postId: string; opened: CommentContext; renderedAt: string }) {
  const t = useTranslations();
  const [first, ...branch] = [...opened.ancestors, opened.comment];
  return (
    <section aria-label={t("comment.opened")} className="mb-6 rounded-box border-2 border-accent p-4">
      {first && <CommentCard comment={first} branch={branch} renderedAt={renderedAt} />}
      <PageLink href={paths.post(postId)} className="text-sm text-accent hover:underline">
        {t("comment.all")}
      </PageLink>
    </section>
  );
}

type Props = {
  postId: string;
  /** How many there are, with replies. */
  count: number;
  order: ThreadOrder;
  first: Page<Shown>;
  opened: CommentContext | null;
  renderedAt: string;
};

/** Where to write a comment, what was just written, and the comments on the post. Nothing that comes moves the place to write. */
export function Comments({ postId, count, order, first, opened, renderedAt }: Props) {
  const t = useTranslations();
  const found = useComments(postId, order, first);
  const { comments, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = found;
  const mayAdd = useMayAdd();
  const { recent, unseen } = useRecentComments(postId, comments);
  const row = useCallback((comment: Shown) => <CommentCard comment={comment} renderedAt={renderedAt} />, [renderedAt]);
  return (
    <section id="comments" aria-label={t("comment.title")} className="mt-4 scroll-mt-24 lg:scroll-mt-6">
      <WriteComment postId={postId} />
      <div className="mt-6 mb-3 flex min-h-10 flex-wrap items-center justify-between gap-x-4">
        <h2 className="text-lg font-semibold">{count > 0 ? t("counts.comments", { count }) : t("comment.title")}</h2>
        {comments.length > 1 && <ThreadOrders postId={postId} shown={order} />}
      </div>
      {opened && <OpenedComment {...{ postId, opened, renderedAt }} />}
      <PendingComments postId={postId} />
      <UnseenBar postId={postId} count={unseen.length} />
      {recent.length > 0 && <RecentComments {...{ recent, renderedAt }} />}
      {comments.length === 0 && recent.length === 0 && (
        <EmptyState title={t("comment.empty")} hint={mayAdd ? t("comment.emptyHint") : undefined} />
      )}
      <EndlessList
        items={comments}
        keyOf={(comment) => comment.id}
        row={row}
        more={{
          has: hasNextPage,
          isFetching: isFetchingNextPage,
          hasFailed: isFetchNextPageError,
          fetch: () => void (found.isExpired ? found.refetch() : fetchNextPage()),
        }}
        skeleton={<Skeleton className="h-16" />}
        estimate={ROW_PX}
        label={t("comment.title")}
        gap="pb-3"
      />
    </section>
  );
}
