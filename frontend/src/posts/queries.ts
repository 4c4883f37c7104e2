"use client";

import { useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { client } from "@/api/browser";
import { getPost, listPosts, listUserPosts, readHomeFeed } from "@/api/generated/sdk.gen";
import type { Post } from "@/api/generated/types.gen";
import { isExpired, orNull } from "@/api/found";
import { feedOrder, type FeedOrder, type Within } from "@/lists/order";
import { PAGE } from "./page-size";
import { answered, isGone, keptItem, noteGone, now, told } from "@/lists/news";
import { flatten, patched, startingWith, withFirst, without, type Page, type Pages } from "@/lists/pages";
import { usePages } from "@/lists/usePages";

/** The feed, one's home feed, a ranking, or the posts of one person. */
export type Scope = "feed" | "feed:home" | "feed:hot" | `feed:top:${Within}` | `user:${string}`;

/** Of the feed in this order. */
export const scopeOf = (shown: FeedOrder): Scope =>
  shown.order === "top"
    ? `feed:top:${shown.within}`
    : shown.order === "newest"
      ? "feed"
      : (`feed:${shown.order}` as const);

const postsKey = (scope: Scope) => ["posts", scope];
const postKey = (id: string) => ["post", id];
/** A ranking stays as it was when it was asked for, and so do the cursors that lead through it. */
const isRanking = (scope: Scope) => scope === "feed:hot" || scope.startsWith("feed:top");

/** A page of the posts of a scope: the first, or the one at the cursor. */
export async function fetchPage(scope: Scope, cursor: string | null): Promise<Page<Post>> {
  const query = { limit: PAGE, ...(cursor ? { cursor } : {}) };
  const [what, first = "newest", within] = scope.split(":") as ["feed" | "user", string?, Within?];
  const shown = feedOrder({ order: first, within });
  if (shown.order === "home") return (await readHomeFeed({ client, query })).data;
  const answer =
    what === "feed"
      ? await listPosts({ client, query: { ...query, ...shown } })
      : await listUserPosts({ client, query, path: { user_id: first } });
  return answer.data;
}

/** The posts of a scope, page by page. */
export function usePosts(scope: Scope, first: Page<Post>) {
  const { items: posts, ...found } = usePages({
    queryKey: postsKey(scope),
    fetch: (cursor) => fetchPage(scope, cursor),
    first,
    isHeard: true,
    ...(isRanking(scope) ? { staleTime: Infinity } : {}),
  });
  return { ...found, posts, isExpired: isExpired(found.error) };
}

/** The post as it is now; null when there is none any more. */
const fetchPost = (id: string): Promise<Post | null> => orNull(getPost({ client, path: { post_id: id } }));

/** One post, as it changes; null when there is none any more. */
export const usePost = (first: Post): Post | null =>
  useQuery({
    queryKey: postKey(first.id),
    queryFn: async () => {
      const asked = now();
      return answered(await fetchPost(first.id), asked);
    },
    initialData: first,
    structuralSharing: keptItem,
  }).data;

/** A post as others have fetched it: undefined until they have, null when there is none any more. */
export const useFetchedPost = (id: string): Post | null | undefined =>
  useQuery({ queryKey: postKey(id), queryFn: () => fetchPost(id), enabled: false }).data;

const everywhere = (queries: QueryClient, change: (pages: Pages<Post> | undefined) => Pages<Post> | undefined) =>
  queries.setQueriesData<Pages<Post>>({ queryKey: ["posts"] }, change);

/** What pages that are already fetched become when a post is made, changed or deleted. */
export function usePostChanges() {
  const queries = useQueryClient();
  const remove = (id: string) => {
    noteGone(id);
    everywhere(queries, (pages) => without(pages, id));
    queries.setQueryData(postKey(id), null);
  };
  const patch = (id: string, changes: Partial<Post>, at?: number) => {
    everywhere(queries, (pages) => patched(pages, id, changes, at));
    queries.setQueryData<Post | null>(postKey(id), (post) => post && told(post, changes, at));
  };
  const refresh = async (id: string) => {
    const asked = now();
    const post = await fetchPost(id);
    if (post)
      patch(id, { held: [], ...post }, asked); // what is shown says nothing of it
    else remove(id);
    return post;
  };
  const showOnTop = async (id: string) => {
    const asked = now();
    const post = await fetchPost(id);
    if (!post || isGone(id, asked)) return;
    for (const scope of ["feed", "feed:home", `user:${post.author.id}`] as const) {
      queries.setQueryData<Pages<Post>>(postsKey(scope), (pages) => withFirst(pages, post, asked));
    }
  };
  const holds = (id: string) =>
    queries
      .getQueriesData<Pages<Post>>({ queryKey: ["posts"] })
      .some(([, pages]) => flatten(pages).some((post) => post.id === id));
  return { patch, remove, refresh, showOnTop, holds };
}

/** Fetches the first page anew and forgets the others, for a reader who asks for what is new. */
export function useStartOver(scope: Scope) {
  const queries = useQueryClient();
  return async () => {
    const asked = now();
    const page = answered(await fetchPage(scope, null), asked);
    queries.setQueryData<Pages<Post>>(postsKey(scope), startingWith(page));
  };
}
