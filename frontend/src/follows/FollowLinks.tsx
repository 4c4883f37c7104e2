"use client";

import { PageLink } from "@/components/PageLink";
import { paths } from "@/routes/paths";
import { useTranslations } from "next-intl";
import { useFollowers, useOwnFollowers, type Followable } from "./useFollow";

/** How many follow somebody, and the ways to who that is, and to whom they follow. */
export function FollowLinks({ person }: { person: Followable }) {
  const t = useTranslations();
  const { count } = useFollowers(person);
  useOwnFollowers(person.id);
  const look = "inline-flex min-h-8 items-center rounded hover:text-accent hover:underline";
  return (
    <p className="flex flex-wrap gap-x-4 text-sm text-soft">
      <PageLink href={paths.followers(person.id)} className={look}>
        {t("follow.followers", { count })}
      </PageLink>
      <PageLink href={paths.following(person.id)} className={look}>
        {t("follow.followingList")}
      </PageLink>
    </p>
  );
}
