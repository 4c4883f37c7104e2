import { listPosts } from "@/api/generated/sdk.gen";
import type { Post } from "@/api/generated/types.gen";
import { apiOfGuest } from "@/api/server";
import { Avatar } from "@/components/Avatar";
import { Card } from "@/components/Card";
import { PageLink } from "@/components/PageLink";
import { RichText } from "@/components/text/RichText";
import { paths } from "@/routes/paths";
import { getTranslations } from "next-intl/server";

const SHOWN = 3;

/** None where reading is not public. */
async function load(): Promise<Post[]> {
  const answer = listPosts({ client: await apiOfGuest(), query: { limit: SHOWN } });
  return answer.then(
    ({ data }) => data.items,
    () => [],
  );
}

function Teaser({ post: { id, title, content, content_html, author } }: { post: Post }) {
  return (
    <Card as="article" isDense>
      <p className="flex items-center gap-2.5 text-sm">
        <Avatar person={author} size="small" />
        <span className="truncate font-semibold">
          <bdi>{author.name}</bdi>
        </span>
      </p>
      <h2 dir="auto" className="mt-2 line-clamp-2 font-semibold wrap-anywhere">
        <PageLink href={paths.post(id)} className="rounded hover:text-accent">
          {title}
        </PageLink>
      </h2>
      <div className="max-h-15 overflow-hidden text-sm text-soft">
        <RichText html={content_html} text={content} />
      </div>
    </Card>
  );
}

/** What everybody may read, where there is room for it. */
export async function LatestPosts() {
  const t = await getTranslations();
  const posts = await load();
  if (posts.length === 0) return null;
  return (
    <section aria-label={t("frontDoor.posts")} className="mt-6 space-y-2 max-lg:hidden">
      {posts.map((post) => (
        <Teaser key={post.id} post={post} />
      ))}
    </section>
  );
}
