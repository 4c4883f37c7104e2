"use client";

import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { client } from "@/api/browser";
import { getCommentHistory, getPostHistory } from "@/api/generated/sdk.gen";
import type { Comment, CommentRevision, Post } from "@/api/generated/types.gen";
import type { Page } from "@/lists/pages";

/** What has a history. */
export type Versioned = { noun: "post"; item: Post } | { noun: "comment"; item: Comment };
/** What it said before an edit; only a post has a title. */
export type Version = CommentRevision & { title?: string };

async function fetchPage({ noun, item: { id } }: Versioned, cursor: string | null): Promise<Page<Version>> {
  const query = cursor ? { cursor } : {};
  const answer =
    noun === "post"
      ? await getPostHistory({ client, path: { post_id: id }, query })
      : await getCommentHistory({ client, path: { comment_id: id }, query });
  return answer.data;
}

/** What something said before its present revision, newest first, page by page. A later revision fetches it anew. */
export function useHistory(of: Versioned) {
  const { id, rev } = of.item;
  const found = useInfiniteQuery({
    queryKey: ["history", id, rev],
    queryFn: ({ pageParam }) => fetchPage(of, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page: Page<Version>) => page.next_cursor,
    placeholderData: keepPreviousData,
    staleTime: Infinity, // what was said before this revision does not change
  });
  const versions = found.data?.pages.flatMap(({ items }) => items).filter((version) => version.rev < rev);
  return { ...found, versions };
}

/** The comparison of texts, fetched once somebody looks at a history. */
export const useCompare = () =>
  useQuery({
    queryKey: ["compare"],
    queryFn: async () => (await import("./compare")).compare,
    staleTime: Infinity,
    gcTime: Infinity,
  });
