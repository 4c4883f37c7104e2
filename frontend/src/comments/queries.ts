"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { client } from "@/api/browser";
import { getComment, listComments, listReplies } from "@/api/generated/sdk.gen";
import type { Comment } from "@/api/generated/types.gen";
import { isExpired, orNull } from "@/api/found";
import type { ThreadOrder } from "@/lists/order";
import { PAGE, REPLIES_PAGE } from "./page-size";
import { flatten, startingWith, type Page } from "@/lists/pages";

export const commentsKey = (postId: string) => ["comments", postId];
/** Of all lists of replies below a post, or of one of them. */
export const repliesKey = (postId: string, commentId?: string) => [
  "replies",
  postId,
  ...(commentId ? [commentId] : []),
];
export const recentKey = (postId: string) => ["recent-comments", postId];
export const unseenKey = (postId: string) => ["unseen-comments", postId];

/** Of the list that a comment is in. */
export const listKey = ({ post_id, parent_id }: Comment) =>
  parent_id ? repliesKey(post_id, parent_id) : commentsKey(post_id);

async function fetchPage(post_id: string, order: ThreadOrder, cursor: string | null): Promise<Page<Comment>> {
  const query = { limit: PAGE, order, ...(cursor ? { cursor } : {}) };
  return (await listComments({ client, path: { post_id }, query })).data;
}

async function fetchReplies(comment_id: string, cursor: string | null): Promise<Page<Comment>> {
  const query = { limit: REPLIES_PAGE, ...(cursor ? { cursor } : {}) };
  return (await listReplies({ client, path: { comment_id }, query })).data;
}

/** The comments on a post that answer no other one, page by page. */
export function useComments(postId: string, order: ThreadOrder, first: Page<Comment>) {
  const found = useInfiniteQuery({
    // What is new is put at the end of the list that has the oldest first, and of no other.
    queryKey: order === "oldest" ? commentsKey(postId) : [...commentsKey(postId), order],
    queryFn: ({ pageParam }) => fetchPage(postId, order, pageParam as string | null),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    initialData: startingWith(first),
  });
  return { ...found, comments: flatten(found.data), isExpired: isExpired(found.error) };
}

/** The replies to a comment, oldest first, page by page. */
export function useReplies({ id, post_id }: Comment) {
  const found = useInfiniteQuery({
    queryKey: repliesKey(post_id, id),
    queryFn: ({ pageParam }) => fetchReplies(id, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page: Page<Comment>) => page.next_cursor,
    staleTime: Infinity,
  });
  return { ...found, replies: flatten(found.data) };
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
export function useRecentComments(postId: string, listed: Comment[]) {
  const ids = new Set(listed.map(({ id }) => id));
  const recent = useKept<Comment>(recentKey(postId)).filter(({ id }) => !ids.has(id));
  const unseen = useKept<string>(unseenKey(postId)).filter((id) => !ids.has(id));
  return { recent, unseen };
}
