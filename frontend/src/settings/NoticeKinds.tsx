"use client";

import type { InboxSettings, WantedKinds } from "@/api/generated/types.gen";
import { useInboxSettings } from "@/inbox/queries";
import { useTranslations } from "next-intl";
import { Part } from "./Part";
import { QueryBoundary } from "./QueryBoundary";
import { useShown } from "./useShown";

const KINDS = [
  "reply",
  "mention",
  "like",
  "follow",
  "invitation",
  "moderation",
] as const satisfies (keyof WantedKinds)[];

type Kind = (typeof KINDS)[number];

type ChoiceProps = { kind: Kind; isWanted: boolean; store: (isWanted: boolean) => Promise<unknown> };

function Choice({ kind, isWanted, store }: ChoiceProps) {
  const t = useTranslations();
  const [isShown, choose] = useShown(isWanted, store);
  return (
    <label className="flex min-h-11 items-center gap-3">
      <input
        type="checkbox"
        checked={isShown}
        onChange={({ target }) => choose(target.checked)}
        className="size-5 accent-accent"
      />
      {t(`notices.kinds.${kind}`)}
    </label>
  );
}

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
                <Choice
                  kind={kind}
                  isWanted={wanted.kinds[kind]}
                  store={(isWanted) => change.mutateAsync({ [kind]: isWanted })}
                />
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
