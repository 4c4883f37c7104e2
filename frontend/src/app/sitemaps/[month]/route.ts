import { listPosts } from "@/api/generated/sdk.gen";
import type { PostPage } from "@/api/generated/types.gen";
import { apiOfGuest } from "@/api/server";
import { siteOrigin } from "@/app/page-metadata";
import { paths } from "@/routes/paths";
import { ADDRESSES_MAX, spanOf, urlset, type Address } from "@/routes/sitemap";
import { xmlOrNotFound } from "../answer";

const PAGE = 100;

async function postsOf(span: { since: number; until: number }): Promise<Address[]> {
  const [client, origin] = await Promise.all([apiOfGuest(), siteOrigin()]);
  const pageAt = async (cursor?: string): Promise<PostPage> =>
    (await listPosts({ client, query: { ...span, limit: PAGE, ...(cursor ? { cursor } : {}) } })).data;
  const addresses: Address[] = [];
  for (let page = await pageAt(); ; page = await pageAt(page.next_cursor)) {
    addresses.push(...page.items.map((post) => ({ url: origin + paths.post(post.id), changedAt: post.updated_at })));
    if (!page.next_cursor || addresses.length >= ADDRESSES_MAX) return addresses;
  }
}

/** The posts of one month, the newest first, up to what a sitemap may have. */
export const GET = (_asked: Request, { params }: { params: Promise<{ month: string }> }): Promise<Response> =>
  xmlOrNotFound(async () => {
    const span = spanOf((await params).month);
    return span && urlset(await postsOf(span));
  });
