import { Texts } from "@/i18n/Texts";
import { CARDS, WRITING } from "@/i18n/parts";
import type { Metadata } from "next";
import { listPosts, readHomeFeed } from "@/api/generated/sdk.gen";
import { apiOfVisitor } from "@/api/server";
import { Feed } from "@/posts/Feed";
import { feedOrder, type Asked, type FeedOrder } from "@/lists/order";
import { PAGE } from "@/posts/page-size";
import { pageMetadata } from "@/app/page-metadata";
import { paths } from "@/routes/paths";
import { PausedPage } from "@/session/Resume";
import { forReader, readSession } from "@/session/server";
import { getTranslations } from "next-intl/server";

/** What links to the feed show. */
export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations();
  return pageMetadata({ title: t("feed.title"), description: t("document.tagline"), path: paths.feed });
}

async function load(shown: FeedOrder) {
  const client = await apiOfVisitor();
  if (shown.order === "home") return readHomeFeed({ client, query: { limit: PAGE } });
  return listPosts({ client, query: { limit: PAGE, ...shown } });
}

/** The feed; its first page comes from the server. */
export default async function FeedPage({ searchParams }: { searchParams: Promise<Asked> }) {
  const t = await getTranslations();
  const { status } = await readSession();
  const shown = feedOrder(await searchParams, status === "signed-out");
  const loaded = await forReader(load(shown));
  if (!loaded) return <PausedPage />;
  return (
    <Texts of={[...CARDS, ...WRITING, "feed", "order"]}>
      <h1 className="sr-only">{t("feed.title")}</h1>
      <Feed shown={shown} first={loaded.data} renderedAt={new Date().toISOString()} />
    </Texts>
  );
}
