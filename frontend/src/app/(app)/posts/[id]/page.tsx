import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { getContext, getPost, listComments } from "@/api/generated/sdk.gen";
import { orNotFound, orNull } from "@/api/found";
import { apiOfVisitor } from "@/api/server";
import { PAGE } from "@/comments/page-size";
import { PostPage } from "@/posts/PostPage";
import { pageMetadata } from "@/app/page-metadata";
import { paths } from "@/routes/paths";
import { PausedPage } from "@/session/Resume";
import { forReader } from "@/session/server";
import { texts } from "@/texts";

type Props = { params: Promise<{ id: string }>; searchParams: Promise<{ comment?: string | string[] }> };

const ID = /^[0-9a-f]{24}$/;

const load = cache(async (id: string) => {
  const client = await apiOfVisitor();
  const [post, comments] = await Promise.all([
    getPost({ client, path: { post_id: id } }),
    listComments({ client, path: { post_id: id }, query: { limit: PAGE } }),
  ]).catch(orNotFound(notFound));
  return { post: post.data, comments: comments.data };
});

/** The comment that the address names, if there is such a comment on this post. */
async function loadOpened(postId: string, comment: string | string[] | undefined) {
  if (typeof comment !== "string" || !ID.test(comment)) return null;
  const client = await apiOfVisitor();
  const opened = await orNull(getContext({ client, path: { comment_id: comment } }));
  return opened?.comment.post_id === postId ? opened : null;
}

/** What links to the post show, for whoever may read it. */
export async function generateMetadata({ params }: Pick<Props, "params">): Promise<Metadata> {
  const { id } = await params;
  const loaded = await forReader(load(id));
  if (!loaded) return { title: texts.post.thing };
  const { title, content, author, created_at: publishedTime } = loaded.post;
  const article = { authors: [author.name], publishedTime };
  return pageMetadata({ title, description: content, path: paths.post(id), article });
}

/** A post with its comments. */
export default async function Page({ params, searchParams }: Props) {
  const { id } = await params;
  const loaded = await forReader(Promise.all([load(id), loadOpened(id, (await searchParams).comment)]));
  if (!loaded) return <PausedPage />;
  const [thread, opened] = loaded;
  return <PostPage {...thread} opened={opened} renderedAt={new Date().toISOString()} />;
}
