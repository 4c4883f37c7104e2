import { listPosts } from "@/api/generated/sdk.gen";
import type { Post } from "@/api/generated/types.gen";
import { apiOfVisitor } from "@/api/server";
import { PageLink } from "@/components/PageLink";
import { Skeleton } from "@/components/Skeleton";
import { TopPost, type Shown } from "@/posts/TopPost";
import { paths } from "@/routes/paths";
import { getTranslations } from "next-intl/server";

const SHOWN = 5;

async function load() {
  const query = { order: "top", within: "week", limit: SHOWN } as const;
  const answer = listPosts({ client: await apiOfVisitor(), query });
  // What stands beside a page is no reason for it to fail.
  return answer.then(
    ({ data }) => data.items.filter(({ like_count }) => like_count > 0).map(shown),
    () => [],
  );
}

/** Only that much of a post is sent to the browser. */
const shown = ({ id, title, author, like_count, comment_count }: Post): Shown => ({
  id,
  title,
  author,
  like_count,
  comment_count,
});

/** What most people liked this week. The page does not wait for it. */
export async function TopPosts() {
  const t = await getTranslations();
  const posts = await load();
  if (posts.length === 0) return null;
  return (
    <section aria-labelledby="top-posts" className="rounded-box border border-line bg-surface py-2">
      <h2 id="top-posts" className="px-4 py-1.5 text-base font-semibold">
        {t("beside.top")}
      </h2>
      <ol>
        {posts.map((post) => (
          <TopPost key={post.id} post={post} />
        ))}
      </ol>
      <PageLink
        href={`${paths.feed}?order=top`}
        className="inline-flex min-h-9 items-center px-4 text-sm text-accent hover:underline"
      >
        {t("beside.more")}
      </PageLink>
    </section>
  );
}

/** In its place until it is there. */
export const TopPostsSkeleton = () => <Skeleton className="h-80 rounded-box" />;
