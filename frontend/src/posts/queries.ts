"use client";

import { useInfiniteQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { client } from "@/api/browser";
import { getPost, listPosts, listUserPosts, readHomeFeed } from "@/api/generated/sdk.gen";
import type { Post } from "@/api/generated/types.gen";
import { isExpired, orNull } from "@/api/found";
import { feedOrder, type FeedOrder, type Within } from "@/lists/order";
import { PAGE } from "./page-size";
import { flatten, patched, replaced, startingWith, withFirst, without, type Page, type Pages } from "@/lists/pages";

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
export const postKey = (id: string) => ["post", id];

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
  const found = useInfiniteQuery({
    queryKey: postsKey(scope),
    queryFn: ({ pageParam }) => fetchPage(scope, pageParam as string | null),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    initialData: startingWith(first),
    refetchOnWindowFocus: false,
  });
  return { ...found, posts: flatten(found.data), isExpired: isExpired(found.error) };
}

/** The post as it is now; null when there is none any more. */
export const fetchPost = (id: string): Promise<Post | null> => orNull(getPost({ client, path: { post_id: id } }));

const everywhere = (queries: QueryClient, change: (pages: Pages<Post> | undefined) => Pages<Post> | undefined) =>
  queries.setQueriesData<Pages<Post>>({ queryKey: ["posts"] }, change);

/** What pages that are already fetched become when a post is made, changed or deleted. */
export function usePostChanges() {
  const queries = useQueryClient();
  const remove = (id: string) => {
    everywhere(queries, (pages) => without(pages, id));
    queries.setQueryData(postKey(id), null);
  };
  const put = (post: Post) => {
    everywhere(queries, (pages) => replaced(pages, post));
    queries.setQueryData(postKey(post.id), post);
  };
  const setLikes = (id: string, like_count: number) => {
    everywhere(queries, (pages) => patched(pages, id, { like_count }));
    queries.setQueryData<Post | null>(postKey(id), (post) => post && { ...post, like_count });
  };
  const refresh = async (id: string) => {
    const post = await fetchPost(id);
    if (post) put(post);
    else remove(id);
    return post;
  };
  const showOnTop = async (id: string) => {
    const post = await fetchPost(id);
    if (!post) return;
    for (const scope of ["feed", "feed:home", `user:${post.author.id}`] as const) {
      queries.setQueryData<Pages<Post>>(postsKey(scope), (pages) => withFirst(pages, post));
    }
  };
  const holds = (id: string) =>
    queries
      .getQueriesData<Pages<Post>>({ queryKey: ["posts"] })
      .some(([, pages]) => flatten(pages).some((post) => post.id === id));
  return { put, setLikes, remove, refresh, showOnTop, holds };
}

/** Fetches the first page anew and forgets the others, for a reader who asks for what is new. */
export function useStartOver(scope: Scope) {
  const queries = useQueryClient();
  return async () => {
    const page = await fetchPage(scope, null);
    queries.setQueryData<Pages<Post>>(postsKey(scope), startingWith(page));
  };
}
