"use client";

import { QueryClientContext, useQuery } from "@tanstack/react-query";
import { use } from "react";
import { client } from "@/api/browser";
import { getUser } from "@/api/generated/sdk.gen";
import type { Author } from "@/api/generated/types.gen";
import { Avatar } from "@/components/Avatar";
import { classNames } from "@/components/class-names";
import { Joined } from "@/components/text/Joined";
import { useMe } from "@/session/SessionProvider";
import { useTranslations } from "next-intl";
import { FollowButton } from "./FollowButton";
import { FollowLinks } from "./FollowLinks";

type Props = { person: Author; side: "above" | "below" };

const FRESH_MS = 60_000;

function More({ person }: { person: Author }) {
  const me = useMe();
  const { data: user } = useQuery({
    queryKey: ["user", person.id],
    queryFn: async () => (await getUser({ client, path: { user_id: person.id } })).data,
    staleTime: FRESH_MS,
    retry: false,
  });
  if (!user) return null;
  return (
    <>
      <p className="text-sm text-soft">
        <Joined at={user.created_at} />
      </p>
      <FollowLinks person={user} />
      {me?.id !== user.id && (
        <div className="mt-2">
          <FollowButton person={user} />
        </div>
      )}
    </>
  );
}

/** Who somebody is, in a few lines beside their name. */
export function PersonCard({ person, side }: Props) {
  const t = useTranslations();
  // Where nothing is asked, as in the gallery, nothing is known of them.
  const mayAsk = use(QueryClientContext) !== undefined;
  return (
    <div
      role="group"
      aria-label={t("follow.about", { name: person.name })}
      className={classNames(
        "absolute start-0 z-30 w-72 animate-appear rounded-box border border-line bg-surface p-4 text-base text-ink shadow-lift",
        side === "below" ? "top-full mt-1" : "bottom-full mb-1",
      )}
    >
      <div className="flex items-center gap-3">
        <Avatar person={person} />
        <p className="min-w-0">
          <strong className="block truncate">
            <bdi>{person.name}</bdi>
          </strong>
          {person.handle && <span className="block truncate text-sm text-soft">@{person.handle}</span>}
        </p>
      </div>
      <div className="mt-2 min-h-24">{mayAsk && <More person={person} />}</div>
    </div>
  );
}
