"use client";

import { useTranslations } from "next-intl";
import type { Standing } from "@/api/generated/types.gen";
import { useDates } from "@/components/text/useDates";
import { useZone } from "@/components/text/useZone";

/** How an author stands with the moderators; nothing of one who stands well. */
export function AuthorStanding({ standing }: { standing: Standing }) {
  const t = useTranslations();
  const [dates, zone] = [useDates(), useZone()];
  const until = standing.suspended_until;
  return (
    <>
      {standing.is_banned && <p className="text-sm text-soft">{t("moderation.banned")}</p>}
      {standing.is_muted && <p className="text-sm text-soft">{t("moderation.muted")}</p>}
      {until && (
        <p className="text-sm text-soft">{t("moderation.suspended", { until: dates.fully(new Date(until), zone) })}</p>
      )}
    </>
  );
}
