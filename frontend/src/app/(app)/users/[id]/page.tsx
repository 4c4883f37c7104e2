import { Texts } from "@/i18n/Texts";
import { CARDS, WRITING } from "@/i18n/parts";
import { PRODUCT } from "@/i18n/product";
import type { Metadata } from "next";
import { PageLink } from "@/components/PageLink";
import { notFound } from "next/navigation";
import { cache } from "react";
import { getUser, listBlocks, listOwnHeld, listUserPosts } from "@/api/generated/sdk.gen";
import { orNotFound } from "@/api/found";
import { apiOfVisitor } from "@/api/server";
import { BlockButton } from "@/blocks/BlockButton";
import { Avatar } from "@/components/Avatar";
import { buttonClass } from "@/components/form/button-class";
import { Card } from "@/components/Card";
import { EmptyState } from "@/components/EmptyState";
import { FollowButton } from "@/follows/FollowButton";
import { FollowLinks } from "@/follows/FollowLinks";
import { Joined } from "@/components/text/Joined";
import { OwnHeld } from "@/posts/OwnHeld";
import { PostList } from "@/posts/PostList";
import { PAGE } from "@/posts/page-size";
import { pageMetadata } from "@/app/page-metadata";
import { paths } from "@/routes/paths";
import { PausedPage } from "@/session/Resume";
import { forReader, readSession } from "@/session/server";
import { getTranslations } from "next-intl/server";

type Props = { params: Promise<{ id: string }> };

const load = cache(async (id: string) => {
  const client = await apiOfVisitor();
  const [user, posts, blocks] = await Promise.all([
    getUser({ client, path: { user_id: id } }),
    listUserPosts({ client, path: { user_id: id }, query: { limit: PAGE } }),
    readSession()
      .then(({ me }) => me && listBlocks({ client }))
      .then(
        (answer) => answer && answer.data.items,
        () => null,
      ),
  ]).catch(orNotFound(notFound));
  return { user: user.data, first: posts.data, blocks };
});

/** What waits for a moderator is shown to who wrote it, and missed by nobody if it cannot be had. */
const loadHeld = async () =>
  listOwnHeld({ client: await apiOfVisitor() }).then(
    ({ data }) => data.items,
    () => [],
  );

/** What links to the person show. */
export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { id } = await params;
  const loaded = await forReader(load(id));
  if (!loaded) return { title: PRODUCT };
  const { name } = loaded.user;
  const t = await getTranslations();
  return pageMetadata({ title: name, description: t("user.postsBy", { name }), path: paths.user(id) });
}

/** Who somebody is, and what they have posted. */
export default async function Page({ params }: Props) {
  const t = await getTranslations();
  const [session, loaded] = await Promise.all([readSession(), forReader(load((await params).id))]);
  if (!loaded) return <PausedPage />;
  const { user, first, blocks } = loaded;
  const renderedAt = new Date().toISOString();
  const isOwn = session.me?.id === user.id;
  return (
    <Texts of={[...CARDS, ...WRITING, "feed", "block"]}>
      <Card as="section" className="mb-6 flex flex-wrap items-center gap-4">
        <div className="flex min-w-0 flex-1 basis-64 items-center gap-4">
          <Avatar person={user} size="large" />
          <div className="min-w-0">
            <h1 className="text-xl font-semibold wrap-anywhere">
              <bdi>{user.name}</bdi>
            </h1>
            {user.handle && <p className="text-soft wrap-anywhere">@{user.handle}</p>}
            <p className="mt-1 text-sm text-soft">
              <Joined at={user.created_at} />
            </p>
            <FollowLinks person={user} />
          </div>
        </div>
        {!isOwn && <FollowButton person={user} />}
        <PageLink href={isOwn ? paths.settings : `${paths.chat}?with=${user.id}`} className={buttonClass()}>
          {isOwn ? t("user.edit") : t("user.chat")}
        </PageLink>
        {session.me && !isOwn && <BlockButton person={user} first={blocks} />}
      </Card>
      <h2 className="sr-only">{t("user.posts")}</h2>
      {isOwn && <OwnHeld items={await loadHeld()} renderedAt={renderedAt} />}
      <PostList
        scope={`user:${user.id}`}
        first={first}
        renderedAt={renderedAt}
        empty={<EmptyState title={t("user.empty")} />}
      />
    </Texts>
  );
}
