import { listPosts } from "@/api/generated/sdk.gen";
import { apiOfGuest } from "@/api/server";
import { siteOrigin } from "@/app/page-metadata";
import { monthsBetween, sitemapIndex } from "@/routes/sitemap";
import { xmlOrNotFound } from "../sitemaps/answer";

/** Which sitemaps there are: one for each month since the first post. */
export const GET = (): Promise<Response> =>
  xmlOrNotFound(async () => {
    const { data } = await listPosts({ client: await apiOfGuest(), query: { limit: 1, order: "oldest" } });
    const first = data.items[0];
    const months = first ? monthsBetween(Date.parse(first.created_at), Date.now()) : [];
    const origin = await siteOrigin();
    return sitemapIndex(months.map((month) => `${origin}/sitemaps/${month}.xml`));
  });
