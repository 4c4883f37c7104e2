import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { getPost, listComments } from "@/api/generated/sdk.gen";
import { orNotFound } from "@/api/found";
import { apiOfVisitor } from "@/api/server";
import { PAGE } from "@/comments/page-size";
import { PostPage } from "@/posts/PostPage";
import { PausedPage } from "@/session/Resume";
import { readSession, requireSession } from "@/session/server";
import { texts } from "@/texts";

type Props = { params: Promise<{ id: string }> };

const load = cache(async (id: string) => {
  const client = await apiOfVisitor();
  const [post, comments] = await Promise.all([
    getPost({ client, path: { post_id: id } }),
    listComments({ client, path: { post_id: id }, query: { limit: PAGE } }),
  ]).catch(orNotFound(notFound));
  return { post: post.data, comments: comments.data };
});

/** The title of the post, for whoever may read it. */
export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { id } = await params;
  if ((await readSession()).status !== "signed-in") return { title: texts.post.thing };
  return { title: (await load(id)).post.title };
}

/** A post with its comments. */
export default async function Page({ params }: Props) {
  const session = await requireSession();
  if (session.status === "paused") return <PausedPage />;
  return <PostPage {...await load((await params).id)} renderedAt={new Date().toISOString()} />;
}
