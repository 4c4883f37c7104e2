import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { getContext, getPost, listComments } from "@/api/generated/sdk.gen";
import { orNotFound, orNull } from "@/api/found";
import { apiOfVisitor } from "@/api/server";
import { PAGE } from "@/comments/page-size";
import { PostPage } from "@/posts/PostPage";
import { PausedPage } from "@/session/Resume";
import { readSession, requireSession } from "@/session/server";
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

/** The title of the post, for whoever may read it. */
export async function generateMetadata({ params }: Pick<Props, "params">): Promise<Metadata> {
  const { id } = await params;
  if ((await readSession()).status !== "signed-in") return { title: texts.post.thing };
  return { title: (await load(id)).post.title };
}

/** A post with its comments. */
export default async function Page({ params, searchParams }: Props) {
  const session = await requireSession();
  if (session.status === "paused") return <PausedPage />;
  const { id } = await params;
  const [loaded, opened] = await Promise.all([load(id), loadOpened(id, (await searchParams).comment)]);
  return <PostPage {...loaded} opened={opened} renderedAt={new Date().toISOString()} />;
}
