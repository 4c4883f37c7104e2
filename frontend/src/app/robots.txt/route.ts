import { listPosts } from "@/api/generated/sdk.gen";
import { apiOfGuest } from "@/api/server";
import { siteOrigin } from "@/app/page-metadata";

const CLOSED = "User-agent: *\nDisallow: /\n";

async function isPublic(): Promise<boolean> {
  try {
    await listPosts({ client: await apiOfGuest(), query: { limit: 1 } });
    return true;
  } catch {
    return false;
  }
}

/** What search engines may read: what everybody may read. */
export async function GET(): Promise<Response> {
  const closed = ["/chat", "/inbox", "/search", "/settings"].map((path) => `Disallow: ${path}\n`).join("");
  const open = `User-agent: *\n${closed}\nSitemap: ${await siteOrigin()}/sitemap.xml\n`;
  return new Response((await isPublic()) ? open : CLOSED, { headers: { "Content-Type": "text/plain" } });
}
