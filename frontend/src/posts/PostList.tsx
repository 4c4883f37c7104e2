"use client";

import { useTranslations } from "next-intl";
import { useCallback, type ReactNode } from "react";
import type { Post } from "@/api/generated/types.gen";
import { PostSkeleton } from "@/components/Skeleton";
import { EndlessList } from "@/lists/EndlessList";
import type { Page } from "@/lists/pages";
import { EditablePost } from "./EditablePost";
import { usePosts, useStartOver, type Scope } from "./queries";

type Props = { scope: Scope; first: Page<Post>; renderedAt: string; empty: ReactNode };

const ROW_PX = 180;

/** Posts of the feed or of one person, without end. */
export function PostList({ scope, first, renderedAt, empty }: Props) {
  const t = useTranslations();
  const { posts, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage, isExpired } = usePosts(
    scope,
    first,
  );
  const startOver = useStartOver(scope);
  const row = useCallback((post: Post) => <EditablePost post={post} renderedAt={renderedAt} />, [renderedAt]);
  if (posts.length === 0) return empty;
  return (
    <EndlessList
      items={posts}
      keyOf={(post) => post.id}
      row={row}
      more={{
        has: hasNextPage,
        isFetching: isFetchingNextPage,
        hasFailed: isFetchNextPageError,
        fetch: () => void (isExpired ? startOver() : fetchNextPage()),
      }}
      skeleton={<PostSkeleton />}
      end={t("feed.end")}
      estimate={ROW_PX}
      label={t("feed.title")}
    />
  );
}
