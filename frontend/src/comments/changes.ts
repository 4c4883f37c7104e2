"use client";

import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import type { Comment } from "@/api/generated/types.gen";
import { isGone, noteGone, now, told } from "@/lists/news";
import { changed, flatten, withLast, type Pages } from "@/lists/pages";
import { alsoBelow, withReply, type Shown } from "./first-replies";
import { commentsKey, fetchComment, recentKey, repliesKey, unseenKey } from "./queries";

/** So many are fetched at once when somebody asks for what is new; the rest is where the list leads. */
const UNSEEN_MAX = 50;

function changesOf(queries: QueryClient, postId: string) {
  const changeRecent = (to: (recent: Shown[]) => Shown[]) =>
    queries.setQueryData<Shown[]>(recentKey(postId), (old) => to(old ?? []));
  const changeUnseen = (to: (unseen: string[]) => string[]) =>
    queries.setQueryData<string[]>(unseenKey(postId), (old) => to(old ?? []));
  /** In the thread's own list, in all lists of replies, and among the first replies of each comment. */
  const everywhere = (to: (comments: Shown[]) => Shown[]) => {
    const change = alsoBelow(to);
    for (const queryKey of [commentsKey(postId), repliesKey(postId)])
      queries.setQueriesData<Pages<Shown>>({ queryKey }, (pages) => changed(pages, change));
    changeRecent(change);
  };
  const patch = (id: string, changes: Partial<Shown>, at = now()) =>
    everywhere((comments) => comments.map((each) => (each.id === id ? told(each, changes, at) : each)));
  /** At the end of the list that it belongs to, if that has come to its end. */
  const append = (comment: Comment, at: number) => {
    const to = (pages: Pages<Shown> | undefined) => withLast<Shown>(pages, comment, at);
    if (!comment.parent_id) return queries.setQueryData<Pages<Shown>>(commentsKey(postId), to);
    everywhere(withReply(comment, at));
    queries.setQueriesData<Pages<Shown>>({ queryKey: repliesKey(postId, comment.parent_id) }, to);
  };
  return { everywhere, patch, append, changeRecent, changeUnseen };
}

/** What the fetched comments of a post become when one is made, changed or deleted. */
export function useCommentChanges(postId: string) {
  const queries = useQueryClient();
  const { everywhere, patch, append, changeRecent, changeUnseen } = changesOf(queries, postId);
  const remove = (id: string) => {
    noteGone(id);
    everywhere((comments) => comments.filter((each) => each.id !== id));
    changeUnseen((unseen) => unseen.filter((each) => each !== id));
  };
  /** Fetches a comment and puts it where it belongs; null when there is none any more. */
  const take = async (id: string) => {
    const asked = now();
    const comment = await fetchComment(id);
    if (!comment) remove(id);
    if (!comment || isGone(id, asked)) return null;
    append(comment, asked);
    patch(id, comment, asked);
    return comment;
  };
  const refresh = async (id: string): Promise<void> => void (await take(id));
  /** Shows a comment above the list, until the list has come to its place; a reply, among those of what it answers. */
  const showRecent = async (id: string) => {
    const comment = await take(id);
    if (!comment) return;
    changeUnseen((unseen) => unseen.filter((each) => each !== id));
    if (comment.parent_id) return refresh(comment.parent_id);
    changeRecent((recent) => [comment, ...recent.filter((each) => each.id !== id)]);
  };
  return { patch, remove, refresh, showRecent };
}

/** The comments of others that have come since the page was opened, which are only counted until somebody asks for them. */
export function useUnseenComments(postId: string) {
  const queries = useQueryClient();
  const { showRecent } = useCommentChanges(postId);
  const { changeUnseen } = changesOf(queries, postId);
  /** Counts a comment of somebody else's, unless it is shown. */
  const note = (id: string) => {
    const isShown = flatten(queries.getQueryData<Pages<Shown>>(commentsKey(postId))).some((each) => each.id === id);
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
