"use client";

import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { client } from "@/api/browser";
import { getComment, listComments } from "@/api/generated/sdk.gen";
import type { Comment } from "@/api/generated/types.gen";
import { orNull } from "@/api/found";
import { PAGE } from "./page-size";
import { flatten, replaced, startingWith, withLast, without, type Page, type Pages } from "@/lists/pages";


const commentsKey = (postId: string) => ["comments", postId];

async function fetchPage(post_id: string, cursor: string | null): Promise<Page<Comment>> {
  return (await listComments({ client, path: { post_id }, query: { limit: PAGE, ...(cursor ? { cursor } : {}) } })).data;
}

/** The comments on a post, oldest first, page by page. */
export function useComments(postId: string, first: Page<Comment>) {
  const found = useInfiniteQuery({
    queryKey: commentsKey(postId),
    queryFn: ({ pageParam }) => fetchPage(postId, pageParam as string | null),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    initialData: startingWith(first),
  });
  return { ...found, comments: flatten(found.data) };
}

const fetchComment = (id: string): Promise<Comment | null> => orNull(getComment({ client, path: { comment_id: id } }));

/** What the fetched comments of a post become when one is made, changed or deleted. */
export function useCommentChanges(postId: string) {
  const queries = useQueryClient();
  const change = (to: (pages: Pages<Comment> | undefined) => Pages<Comment> | undefined) =>
    queries.setQueryData<Pages<Comment>>(commentsKey(postId), to);
  const remove = (id: string) => void change((pages) => without(pages, id));
  const put = (comment: Comment) => void change((pages) => replaced(pages, comment));
  const refresh = async (id: string) => {
    const comment = await fetchComment(id);
    if (comment) change((pages) => withLast(pages, comment));
    else remove(id);
  };
  const refetch = () => queries.invalidateQueries({ queryKey: commentsKey(postId) });
  return { put, remove, refresh, refetch };
}
