import type { Metadata } from "next";
import { listPosts } from "@/api/generated/sdk.gen";
import { apiOfVisitor } from "@/api/server";
import { Feed } from "@/posts/Feed";
import { feedOrder, type Asked } from "@/lists/order";
import { PAGE } from "@/posts/page-size";
import { pageMetadata } from "@/app/page-metadata";
import { paths } from "@/routes/paths";
import { PausedPage } from "@/session/Resume";
import { forReader } from "@/session/server";
import { texts } from "@/texts";

/** What links to the feed show. */
export const generateMetadata = (): Promise<Metadata> =>
  pageMetadata({ title: texts.feed.title, description: texts.product.tagline, path: paths.feed });

/** The feed; its first page comes from the server. */
export default async function FeedPage({ searchParams }: { searchParams: Promise<Asked> }) {
  const shown = feedOrder(await searchParams);
  const loaded = await forReader(listPosts({ client: await apiOfVisitor(), query: { limit: PAGE, ...shown } }));
  if (!loaded) return <PausedPage />;
  return (
    <>
      <h1 className="sr-only">{texts.feed.title}</h1>
      <Feed shown={shown} first={loaded.data} renderedAt={new Date().toISOString()} />
    </>
  );
}
