"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { client } from "@/api/browser";
import { getComment, listComments, listReplies } from "@/api/generated/sdk.gen";
import type { Comment } from "@/api/generated/types.gen";
import { isExpired, orNull } from "@/api/found";
import type { ThreadOrder } from "@/lists/order";
import { PAGE, REPLIES_PAGE } from "./page-size";
import { flatten, startingWith, type Page } from "@/lists/pages";
import type { Shown } from "./first-replies";

export const commentsKey = (postId: string) => ["comments", postId];
/** Of all lists of replies below a post, or of one of them. */
export const repliesKey = (postId: string, commentId?: string) => [
  "replies",
  postId,
  ...(commentId ? [commentId] : []),
];
export const recentKey = (postId: string) => ["recent-comments", postId];
export const unseenKey = (postId: string) => ["unseen-comments", postId];

async function fetchPage(post_id: string, order: ThreadOrder, cursor: string | null): Promise<Page<Shown>> {
  const query = { limit: PAGE, order, ...(cursor ? { cursor } : {}) };
  return (await listComments({ client, path: { post_id }, query })).data;
}

async function fetchReplies(comment_id: string, cursor: string | null): Promise<Page<Shown>> {
  const query = { limit: REPLIES_PAGE, ...(cursor ? { cursor } : {}) };
  return (await listReplies({ client, path: { comment_id }, query })).data;
}

/** The comments on a post that answer no other one, page by page. */
export function useComments(postId: string, order: ThreadOrder, first: Page<Shown>) {
  const found = useInfiniteQuery({
    // What is new is put at the end of the list that has the oldest first, and of no other.
    queryKey: order === "oldest" ? commentsKey(postId) : [...commentsKey(postId), order],
    queryFn: ({ pageParam }) => fetchPage(postId, order, pageParam as string | null),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    initialData: startingWith(first),
    refetchOnWindowFocus: false,
  });
  return { ...found, comments: flatten(found.data), isExpired: isExpired(found.error) };
}

/** The replies to a comment, oldest first: those that came with it, and when somebody reads on, the others page by page. */
export function useReplies({ id, post_id, first_replies, replies_cursor = null }: Shown) {
  const [isReadOn, setReadOn] = useState(!first_replies);
  const found = useInfiniteQuery({
    queryKey: [...repliesKey(post_id, id), replies_cursor],
    queryFn: ({ pageParam }) => fetchReplies(id, pageParam),
    initialPageParam: replies_cursor,
    getNextPageParam: (page: Page<Shown>) => page.next_cursor,
    staleTime: Infinity,
    enabled: isReadOn && (!first_replies || replies_cursor !== null),
  });
  const first: Page<Shown> = { items: first_replies ?? [], next_cursor: null };
  return {
    ...found,
    replies: flatten({ pages: [first, ...(found.data?.pages ?? [])], pageParams: [] }),
    hasMore: isReadOn ? found.hasNextPage : replies_cursor !== null,
    readOn: () => (isReadOn ? void found.fetchNextPage() : setReadOn(true)),
  };
}

export const fetchComment = (id: string): Promise<Comment | null> =>
  orNull(getComment({ client, path: { comment_id: id } }));

const useKept = <Kept>(queryKey: string[]) =>
  useQuery<Kept[]>({
    queryKey,
    queryFn: () => [],
    initialData: [],
    staleTime: Infinity,
    gcTime: Infinity,
    enabled: false,
  }).data;

/**
 * What was written since the page was opened and is further down than the list has come: `recent` is shown above it, one's own at
 * once; `unseen` are the ids of others, which are only counted until somebody asks for them.
 */
export function useRecentComments(postId: string, listed: Shown[]) {
  const ids = new Set(listed.map(({ id }) => id));
  const recent = useKept<Shown>(recentKey(postId)).filter(({ id }) => !ids.has(id));
  const unseen = useKept<string>(unseenKey(postId)).filter((id) => !ids.has(id));
  return { recent, unseen };
}
