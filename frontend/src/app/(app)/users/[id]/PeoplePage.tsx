import { Texts } from "@/i18n/Texts";
import { PageLink } from "@/components/PageLink";
import { notFound } from "next/navigation";
import { getUser, listFollowers, listFollowing } from "@/api/generated/sdk.gen";
import { orNotFound } from "@/api/found";
import { apiOfVisitor } from "@/api/server";
import { PEOPLE_PAGE } from "@/follows/page-size";
import { People, type Which } from "@/follows/People";
import { paths } from "@/routes/paths";
import { PausedPage } from "@/session/Resume";
import { forReader } from "@/session/server";
import { getTranslations } from "next-intl/server";

async function load(id: string, which: Which) {
  const client = await apiOfVisitor();
  const list = which === "followers" ? listFollowers : listFollowing;
  const [user, people] = await Promise.all([
    getUser({ client, path: { user_id: id } }),
    list({ client, path: { user_id: id }, query: { limit: PEOPLE_PAGE } }),
  ]).catch(orNotFound(notFound));
  return { user: user.data, first: people.data };
}

/** Who follows somebody, or whom they follow. */
export async function PeoplePage({ id, which }: { id: string; which: Which }) {
  const t = await getTranslations();
  const loaded = await forReader(load(id, which));
  if (!loaded) return <PausedPage />;
  const { user, first } = loaded;
  const title =
    which === "followers" ? t("follow.followersOf", { name: user.name }) : t("follow.followedBy", { name: user.name });
  return (
    <>
      <h1 className="mb-2 text-2xl font-semibold leading-tight wrap-anywhere">{title}</h1>
      <p className="mb-4">
        <PageLink href={paths.user(id)} className="text-accent hover:underline">
          {t("follow.back", { name: user.name })}
        </PageLink>
      </p>
      <Texts of={["follow"]}>
        <People key={which} which={which} userId={id} first={first} label={title} />
      </Texts>
    </>
  );
}
