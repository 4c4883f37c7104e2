"use client";

import { useInfiniteQuery, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { client } from "@/api/browser";
import { getComment, listComments } from "@/api/generated/sdk.gen";
import type { Comment } from "@/api/generated/types.gen";
import { orNull } from "@/api/found";
import { PAGE } from "./page-size";
import { flatten, replaced, startingWith, withLast, without, type Page, type Pages } from "@/lists/pages";

const commentsKey = (postId: string) => ["comments", postId];
const recentKey = (postId: string) => ["recent-comments", postId];
const unseenKey = (postId: string) => ["unseen-comments", postId];
/** So many are fetched at once when somebody asks for what is new; the rest is where the list leads. */
const UNSEEN_MAX = 50;

async function fetchPage(post_id: string, cursor: string | null): Promise<Page<Comment>> {
  return (await listComments({ client, path: { post_id }, query: { limit: PAGE, ...(cursor ? { cursor } : {}) } }))
    .data;
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

function changesOf(queries: QueryClient, postId: string) {
  const change = (to: (pages: Pages<Comment> | undefined) => Pages<Comment> | undefined) =>
    queries.setQueryData<Pages<Comment>>(commentsKey(postId), to);
  const changeRecent = (to: (recent: Comment[]) => Comment[]) =>
    queries.setQueryData<Comment[]>(recentKey(postId), (old) => to(old ?? []));
  const changeUnseen = (to: (unseen: string[]) => string[]) =>
    queries.setQueryData<string[]>(unseenKey(postId), (old) => to(old ?? []));
  return { change, changeRecent, changeUnseen };
}

/** What the fetched comments of a post become when one is made, changed or deleted. */
export function useCommentChanges(postId: string) {
  const queries = useQueryClient();
  const { change, changeRecent, changeUnseen } = changesOf(queries, postId);
  const remove = (id: string) => {
    change((pages) => without(pages, id));
    changeRecent((recent) => recent.filter((each) => each.id !== id));
    changeUnseen((unseen) => unseen.filter((each) => each !== id));
  };
  const put = (comment: Comment) => {
    change((pages) => replaced(pages, comment));
    changeRecent((recent) => recent.map((each) => (each.id === comment.id ? comment : each)));
  };
  const refresh = async (id: string) => {
    const comment = await fetchComment(id);
    if (!comment) return remove(id);
    change((pages) => withLast(pages, comment));
    put(comment);
  };
  /** Shows a comment above the list, until the list has come to its place. */
  const showRecent = async (id: string) => {
    const comment = await fetchComment(id);
    if (!comment) return remove(id);
    change((pages) => withLast(pages, comment));
    changeRecent((recent) => [comment, ...recent.filter((each) => each.id !== id)]);
    changeUnseen((unseen) => unseen.filter((each) => each !== id));
  };
  /** Counts a comment of somebody else's, unless it is shown. */
  const noteUnseen = (id: string) => {
    const isShown = flatten(queries.getQueryData<Pages<Comment>>(commentsKey(postId))).some((each) => each.id === id);
    if (!isShown) changeUnseen((unseen) => [...unseen.filter((each) => each !== id), id]);
  };
  const showUnseen = async () => {
    const ids = queries.getQueryData<string[]>(unseenKey(postId)) ?? [];
    for (const id of ids.slice(-UNSEEN_MAX)) await showRecent(id);
    changeUnseen((unseen) => unseen.filter((id) => !ids.includes(id)));
  };
  const refetch = () => queries.invalidateQueries({ queryKey: commentsKey(postId) });
  return { put, remove, refresh, showRecent, noteUnseen, showUnseen, refetch };
}
