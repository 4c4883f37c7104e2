import type { Metadata } from "next";
import { listPosts } from "@/api/generated/sdk.gen";
import { apiOfVisitor } from "@/api/server";
import { EmptyState } from "@/components/EmptyState";
import { PostCard } from "@/posts/PostCard";
import { PausedPage } from "@/session/Resume";
import { requireSession } from "@/session/server";
import { texts } from "@/texts";

export const metadata: Metadata = { title: texts.feed.title };

const FIRST_PAGE = 20;

async function FirstPage() {
  const { data } = await listPosts({ client: await apiOfVisitor(), query: { limit: FIRST_PAGE } });
  if (data.items.length === 0) return <EmptyState title={texts.feed.empty} hint={texts.feed.emptyHint} />;
  const renderedAt = new Date().toISOString();
  return (
    <ul className="space-y-4">
      {data.items.map((post) => <li key={post.id}><PostCard post={post} renderedAt={renderedAt} /></li>)}
    </ul>
  );
}

/** The feed, newest first; its first page comes from the server. */
export default async function FeedPage() {
  const session = await requireSession();
  if (session.status === "paused") return <PausedPage />;
  return (
    <>
      <h1 className="sr-only">{texts.feed.title}</h1>
      <FirstPage />
    </>
  );
}
