"use client";

import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import type { Comment } from "@/api/generated/types.gen";
import { flatten, patched, replaced, withLast, without, type Pages } from "@/lists/pages";
import { commentsKey, fetchComment, listKey, recentKey, repliesKey, unseenKey } from "./queries";

/** So many are fetched at once when somebody asks for what is new; the rest is where the list leads. */
const UNSEEN_MAX = 50;

function changesOf(queries: QueryClient, postId: string) {
  /** In the thread's own list and in all lists of replies. */
  const everywhere = (to: (pages: Pages<Comment> | undefined) => Pages<Comment> | undefined) => {
    queries.setQueriesData<Pages<Comment>>({ queryKey: commentsKey(postId) }, to);
    queries.setQueriesData<Pages<Comment>>({ queryKey: repliesKey(postId) }, to);
  };
  /** At the end of the list that it belongs to, if that has come to its end. */
  const append = (comment: Comment) =>
    queries.setQueryData<Pages<Comment>>(listKey(comment), (pages) => withLast(pages, comment));
  const changeRecent = (to: (recent: Comment[]) => Comment[]) =>
    queries.setQueryData<Comment[]>(recentKey(postId), (old) => to(old ?? []));
  const changeUnseen = (to: (unseen: string[]) => string[]) =>
    queries.setQueryData<string[]>(unseenKey(postId), (old) => to(old ?? []));
  return { everywhere, append, changeRecent, changeUnseen };
}

/** What the fetched comments of a post become when one is made, changed or deleted. */
export function useCommentChanges(postId: string) {
  const queries = useQueryClient();
  const { everywhere, append, changeRecent, changeUnseen } = changesOf(queries, postId);
  const remove = (id: string) => {
    everywhere((pages) => without(pages, id));
    changeRecent((recent) => recent.filter((each) => each.id !== id));
    changeUnseen((unseen) => unseen.filter((each) => each !== id));
  };
  const put = (comment: Comment) => {
    everywhere((pages) => replaced(pages, comment));
    changeRecent((recent) => recent.map((each) => (each.id === comment.id ? comment : each)));
  };
  const setLikes = (id: string, like_count: number) => {
    everywhere((pages) => patched(pages, id, { like_count }));
    changeRecent((recent) => recent.map((each) => (each.id === id ? { ...each, like_count } : each)));
  };
  const refresh = async (id: string) => {
    const comment = await fetchComment(id);
    if (!comment) return remove(id);
    append(comment);
    put(comment);
  };
  /** Shows a comment above the list, until the list has come to its place; a reply, among those of what it answers. */
  const showRecent = async (id: string) => {
    const comment = await fetchComment(id);
    if (!comment) return remove(id);
    append(comment);
    changeUnseen((unseen) => unseen.filter((each) => each !== id));
    if (comment.parent_id) return refresh(comment.parent_id);
    changeRecent((recent) => [comment, ...recent.filter((each) => each.id !== id)]);
  };
  return { put, setLikes, remove, refresh, showRecent };
}

/** The comments of others that have come since the page was opened, which are only counted until somebody asks for them. */
export function useUnseenComments(postId: string) {
  const queries = useQueryClient();
  const { showRecent } = useCommentChanges(postId);
  const { changeUnseen } = changesOf(queries, postId);
  /** Counts a comment of somebody else's, unless it is shown. */
  const note = (id: string) => {
    const isShown = flatten(queries.getQueryData<Pages<Comment>>(commentsKey(postId))).some((each) => each.id === id);
    if (!isShown) changeUnseen((unseen) => [...unseen.filter((each) => each !== id), id]);
  };
  const show = async () => {
    const ids = queries.getQueryData<string[]>(unseenKey(postId)) ?? [];
    for (const id of ids.slice(-UNSEEN_MAX)) await showRecent(id);
    changeUnseen((unseen) => unseen.filter((id) => !ids.includes(id)));
  };
  const refetch = () =>
    Promise.all([commentsKey(postId), repliesKey(postId)].map((queryKey) => queries.invalidateQueries({ queryKey })));
  return { note, show, refetch };
}
