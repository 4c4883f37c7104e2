"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { client } from "@/api/browser";
import { getComment, listComments, listReplies } from "@/api/generated/sdk.gen";
import type { Comment } from "@/api/generated/types.gen";
import { isExpired, orNull } from "@/api/found";
import type { ThreadOrder } from "@/lists/order";
import { PAGE, REPLIES_PAGE } from "./page-size";
import { flatten, type Page } from "@/lists/pages";
import { usePages } from "@/lists/usePages";
import { keptReplies, type Shown } from "./first-replies";

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
  const { items: comments, ...found } = usePages({
    // What is new is put at the end of the list that has the oldest first, and of no other.
    queryKey: order === "oldest" ? commentsKey(postId) : [...commentsKey(postId), order],
    fetch: (cursor) => fetchPage(postId, order, cursor),
    first,
    within: keptReplies,
    isHeard: true,
    ...(order === "top" ? { staleTime: Infinity } : {}), // a ranking, and its cursors, stay as they were
  });
  return { ...found, comments, isExpired: isExpired(found.error) };
}

/** The replies to a comment, oldest first: those that came with it, and when somebody reads on, the others page by page. */
export function useReplies({ id, post_id, first_replies, replies_cursor = null }: Shown) {
  const [isReadOn, setReadOn] = useState(!first_replies);
  const found = usePages<Shown>({
    queryKey: [...repliesKey(post_id, id), replies_cursor],
    fetch: (cursor) => fetchReplies(id, cursor),
    from: replies_cursor,
    staleTime: Infinity,
    isHeard: true,
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
    structuralSharing: false, // it would lose what `news.ts` notes
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
