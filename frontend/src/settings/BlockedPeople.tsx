"use client";

import { PageLink } from "@/components/PageLink";
import type { Author } from "@/api/generated/types.gen";
import { useBlocking, useBlocks } from "@/blocks/queries";
import { Avatar } from "@/components/Avatar";
import { Button } from "@/components/form/Button";
import { WriteStateLabel } from "@/outbox/WriteStateLabel";
import { paths } from "@/routes/paths";
import { useTranslations } from "next-intl";
import { QueryBoundary } from "./QueryBoundary";
import { Part } from "./Part";
import { useDone } from "./useDone";

function Row({ person, onUnblocked }: { person: Author; onUnblocked: () => void }) {
  const t = useTranslations();
  const { set, write, isBusy, tryAgain, dismiss } = useBlocking(person, onUnblocked);
  return (
    <li className="flex flex-wrap items-center gap-3 border-t border-line py-3 last:pb-0">
      <div className="flex min-w-0 flex-1 basis-52 items-center gap-3">
        <Avatar person={person} />
        <PageLink href={paths.user(person.id)} className="font-semibold wrap-anywhere hover:underline">
          <bdi>{person.name}</bdi>
        </PageLink>
      </div>
      <Button
        size="small"
        busy={isBusy}
        aria-label={t("block.unblockWhom", { name: person.name })}
        onClick={() => set(false)}
      >
        {t("block.unblock")}
      </Button>
      {write?.state === "failed" && (
        <div className="w-full">
          <WriteStateLabel write={write} words="saving" onTryAgain={tryAgain} onDismiss={dismiss} />
        </div>
      )}
    </li>
  );
}

/** Whom one has blocked, and how to undo it. */
export function BlockedPeople({ first }: { first: Author[] | null }) {
  const t = useTranslations();
  const { heading, said, say } = useDone();
  const query = useBlocks(first);
  return (
    <Part title={t("settings.blocked")} lead={t("settings.blockedLead")} heading={heading}>
      <QueryBoundary query={query}>
        {(people) =>
          people.length === 0 ? (
            <p className="text-sm">{t("settings.nobody")}</p>
          ) : (
            <ul>
              {people.map((person) => (
                <Row
                  key={person.id}
                  person={person}
                  onUnblocked={() => say(t("block.unblocked", { name: person.name }))}
                />
              ))}
            </ul>
          )
        }
      </QueryBoundary>
      <p role="status" className="text-sm text-soft empty:hidden">
        {said}
      </p>
    </Part>
  );
}
