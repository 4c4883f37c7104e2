"use client";

import type { InboxSettings, WantedKinds } from "@/api/generated/types.gen";
import { useInboxSettings } from "@/inbox/queries";
import { useTranslations } from "next-intl";
import { Part } from "./Part";
import { QueryBoundary } from "./QueryBoundary";

const KINDS = [
  "reply",
  "mention",
  "like",
  "follow",
  "invitation",
  "moderation",
] as const satisfies (keyof WantedKinds)[];

/** Of what one wants to be told. */
export function NoticeKinds({ first }: { first: InboxSettings | null }) {
  const t = useTranslations();
  const { query, change } = useInboxSettings(first);
  return (
    <Part title={t("notices.title")} lead={t("notices.lead")}>
      <QueryBoundary query={query}>
        {(wanted) => (
          <ul>
            {KINDS.map((kind) => (
              <li key={kind}>
                <label className="flex min-h-11 items-center gap-3">
                  <input
                    type="checkbox"
                    checked={wanted.kinds[kind]}
                    onChange={({ target }) => change.mutate({ [kind]: target.checked })}
                    className="size-5 accent-accent"
                  />
                  {t(`notices.kinds.${kind}`)}
                </label>
              </li>
            ))}
          </ul>
        )}
      </QueryBoundary>
      <p role="alert" className="text-sm text-alarm empty:hidden">
        {change.isError && t("settings.notSaved")}
      </p>
    </Part>
  );
}
