"use client";

import { useCallback } from "react";
import { useTranslations } from "next-intl";
import type { AuditEntry, AuditPage } from "@/api/generated/types.gen";
import { EmptyState } from "@/components/EmptyState";
import { PageLink } from "@/components/PageLink";
import { Skeleton } from "@/components/Skeleton";
import { RelativeTime } from "@/components/text/RelativeTime";
import { EndlessList } from "@/lists/EndlessList";
import { REASONS, type Reason } from "@/reports/reasons";
import { paths } from "@/routes/paths";
import { useLog } from "./queries";
import { RestoreButton } from "./RestoreButton";

const ROW_PX = 64;
type Logged = "post-remove";
/** What leaves a post where it is. */
const KEEPS = ["post.dismiss", "post.lock", "post.unlock"];

function useWho({ by, operator }: AuditEntry): string {
  const t = useTranslations();
  if (operator) return t("moderation.operator", { name: operator });
  return by?.name ?? t("moderation.somebody");
}

/** What was done, in words; what only a later version of the API does, in its own. */
function useSaid({ act }: AuditEntry): string {
  const t = useTranslations();
  const name = act.replace(".", "-") as Logged;
  return t.has(`moderation.logged.${name}`) ? t(`moderation.logged.${name}`) : act;
}

const isRemoval = (act: string) => act === "post.remove" || act === "comment.remove";
const isReason = (reason: unknown): reason is Reason => REASONS.includes(reason as Reason);

function Row({ entry, renderedAt }: { entry: AuditEntry; renderedAt: string }) {
  const t = useTranslations();
  const { user, subject, act, why, after, at } = entry;
  const { reason, words } = after as { reason?: unknown; words?: unknown };
  return (
    <div className="border-b border-line px-1 py-3 wrap-anywhere">
      <strong>
        <bdi>{useWho(entry)}</bdi>
      </strong>{" "}
      {useSaid(entry)}{" "}
      {user && (
        <PageLink href={paths.user(user.id)} className="font-medium hover:underline">
          <bdi>{user.name}</bdi>
        </PageLink>
      )}
      {isReason(reason) && <> · {t(`reasons.${reason}`)}</>}
      {typeof words === "string" && <span className="block text-sm text-soft">{words}</span>}
      {why && (
        <span dir="auto" className="block text-sm whitespace-pre-wrap text-soft">
          {why}
        </span>
      )}
      {isRemoval(act) && <RestoreButton noun={act === "post.remove" ? "post" : "comment"} id={subject} />}
      <span className="block text-sm text-soft">
        <RelativeTime at={at} renderedAt={renderedAt} />
        {KEEPS.includes(act) && (
          <>
            {" "}
            ·{" "}
            <PageLink href={paths.post(subject)} className="hover:underline">
              {t("moderation.subject")}
            </PageLink>
          </>
        )}
      </span>
    </div>
  );
}

/** What moderators and operators have done, the latest first. */
export function AuditLog({ first, renderedAt }: { first: AuditPage; renderedAt: string }) {
  const t = useTranslations();
  const { entries, more } = useLog(first);
  const row = useCallback((entry: AuditEntry) => <Row {...{ entry, renderedAt }} />, [renderedAt]);
  if (entries.length === 0) return <EmptyState title={t("moderation.logEmpty")} hint={t("moderation.logEmptyHint")} />;
  return (
    <EndlessList
      items={entries}
      keyOf={({ id }) => id}
      row={row}
      more={more}
      skeleton={<Skeleton className="h-12" />}
      estimate={ROW_PX}
      label={t("moderation.log")}
    />
  );
}
