"use client";

import { PageLink } from "@/components/PageLink";
import { client } from "@/api/browser";
import { listFollowers, listFollowing } from "@/api/generated/sdk.gen";
import type { Author } from "@/api/generated/types.gen";
import { Avatar } from "@/components/Avatar";
import { EmptyState } from "@/components/EmptyState";
import { Skeleton } from "@/components/Skeleton";
import { EndlessList } from "@/lists/EndlessList";
import type { Page } from "@/lists/pages";
import { usePages } from "@/lists/usePages";
import { paths } from "@/routes/paths";
import { useTranslations } from "next-intl";
import { PEOPLE_PAGE } from "./page-size";

export type Which = "followers" | "following";

type Props = { which: Which; userId: string; first: Page<Author>; label: string };

const ROW_PX = 64;

function usePeople({ which, userId, first }: Props) {
  const { items: people, ...found } = usePages({
    queryKey: [which, userId],
    fetch: async (cursor) => {
      const query = { limit: PEOPLE_PAGE, ...(cursor ? { cursor } : {}) };
      const list = which === "followers" ? listFollowers : listFollowing;
      return (await list({ client, path: { user_id: userId }, query })).data;
    },
    first,
    gcTime: 0,
  });
  return { ...found, people };
}

function personRow(person: Author) {
  return (
    <PageLink
      href={paths.user(person.id)}
      className="flex min-h-12 items-center gap-3 rounded-control px-2 font-semibold hover:bg-sunken"
    >
      <Avatar person={person} />
      <span className="min-w-0 truncate">
        <bdi>{person.name}</bdi>
      </span>
    </PageLink>
  );
}

/** Who follows somebody, or whom they follow, the latest first, without end. */
export function People(props: Props) {
  const t = useTranslations();
  const { people, more } = usePeople(props);
  if (people.length === 0) return <EmptyState title={t("follow.nobody")} />;
  return (
    <EndlessList
      items={people}
      keyOf={({ id }) => id}
      row={personRow}
      more={more}
      skeleton={<Skeleton className="h-12" />}
      estimate={ROW_PX}
      label={props.label}
    />
  );
}
