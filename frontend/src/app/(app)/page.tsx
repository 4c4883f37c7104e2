import type { Metadata } from "next";
import { listPosts } from "@/api/generated/sdk.gen";
import { apiOfVisitor } from "@/api/server";
import { Feed } from "@/posts/Feed";
import { PAGE } from "@/posts/page-size";
import { PausedPage } from "@/session/Resume";
import { requireSession } from "@/session/server";
import { texts } from "@/texts";

export const metadata: Metadata = { title: texts.feed.title };

/** The feed, newest first; its first page comes from the server. */
export default async function FeedPage() {
  const session = await requireSession();
  if (session.status === "paused") return <PausedPage />;
  const { data } = await listPosts({ client: await apiOfVisitor(), query: { limit: PAGE } });
  return (
    <>
      <h1 className="sr-only">{texts.feed.title}</h1>
      <Feed first={data} renderedAt={new Date().toISOString()} />
    </>
  );
}
