"use client";

import { useTranslations } from "next-intl";
import type { Case } from "@/api/generated/types.gen";
import { PageLink } from "@/components/PageLink";
import { RelativeTime } from "@/components/text/RelativeTime";
import { REASONS } from "@/reports/reasons";
import { paths } from "@/routes/paths";
import { titleOf } from "./CaseText";

type Props = { about: Case; renderedAt: string };

/** How many gave each reason. */
function Counts({ about: { reasons, report_count } }: Pick<Props, "about">) {
  const t = useTranslations();
  return (
    <ul className="flex flex-wrap gap-2 text-sm">
      <li className="font-semibold">{t("moderation.reported", { count: report_count })}</li>
      {REASONS.filter((reason) => reasons[reason]).map((reason) => (
        <li key={reason} className="rounded-full border border-line bg-sunken px-2.5">
          {t(`reasons.${reason}`)} <strong>{reasons[reason]}</strong>
        </li>
      ))}
    </ul>
  );
}

/** Who reported it, and why. */
export function Reports({ about, renderedAt }: Props) {
  const t = useTranslations();
  const { reports, report_count } = about;
  const more = report_count - reports.length;
  return (
    <div className="space-y-2 border-t border-line pt-3">
      <Counts about={about} />
      <ul aria-label={t("moderation.reports", { title: titleOf(about) })} className="space-y-1.5 text-sm">
        {reports.map(({ author, reason, note, at }) => (
          <li key={author.id} className="wrap-anywhere">
            <PageLink href={paths.user(author.id)} className="font-medium hover:underline">
              <bdi>{author.name}</bdi>
            </PageLink>{" "}
            <span className="text-soft">
              · {t(`reasons.${reason}`)} · <RelativeTime at={at} renderedAt={renderedAt} />
            </span>
            {note && (
              <span dir="auto" className="block whitespace-pre-wrap text-soft">
                {note}
              </span>
            )}
          </li>
        ))}
        {more > 0 && <li className="text-soft">{t("moderation.more", { count: more })}</li>}
      </ul>
    </div>
  );
}
