import { Texts } from "@/i18n/Texts";
import { CARDS, WRITING } from "@/i18n/parts";
import { getTranslations } from "next-intl/server";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { getContext, getPost, listComments } from "@/api/generated/sdk.gen";
import { orNotFound, orNull } from "@/api/found";
import { apiOfVisitor } from "@/api/server";
import { PAGE } from "@/comments/page-size";
import { threadOrder, type Asked, type ThreadOrder } from "@/lists/order";
import { PostPage } from "@/posts/PostPage";
import { pageMetadata } from "@/app/page-metadata";
import { paths } from "@/routes/paths";
import { PausedPage } from "@/session/Resume";
import { forReader } from "@/session/server";

type Props = { params: Promise<{ id: string }>; searchParams: Promise<Asked & { comment?: string | string[] }> };

const ID = /^[0-9a-f]{24}$/;

const load = cache(async (id: string) =>
  getPost({ client: await apiOfVisitor(), path: { post_id: id } })
    .catch(orNotFound(notFound))
    .then(({ data }) => data),
);

async function loadComments(id: string, order: ThreadOrder) {
  if ((await load(id)).held?.length) return { items: [], next_cursor: null }; // nobody comments on what waits for a moderator
  const query = { limit: PAGE, order };
  const found = listComments({ client: await apiOfVisitor(), path: { post_id: id }, query });
  return (await found.catch(orNotFound(notFound))).data;
}

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
  if (!loaded) return { title: (await getTranslations())("post.name") };
  const { title, content, author, created_at: publishedTime } = loaded;
  const article = { authors: [author.name], publishedTime };
  return pageMetadata({ title, description: content, path: paths.post(id), article });
}

/** A post with its comments. */
export default async function Page({ params, searchParams }: Props) {
  const [{ id }, asked] = await Promise.all([params, searchParams]);
  const order = threadOrder(asked);
  const loaded = await forReader(Promise.all([load(id), loadComments(id, order), loadOpened(id, asked.comment)]));
  if (!loaded) return <PausedPage />;
  const [post, comments, opened] = loaded;
  return (
    <Texts of={[...CARDS, ...WRITING, "comment", "reply", "order", "notFound"]}>
      <PostPage {...{ post, comments, order, opened }} renderedAt={new Date().toISOString()} />
    </Texts>
  );
}
