"use client";

import { useTranslations } from "next-intl";
import type { Appeal } from "@/api/generated/types.gen";
import { Banner } from "@/components/Banner";
import { Card } from "@/components/Card";
import { Button } from "@/components/form/Button";
import { RelativeTime } from "@/components/text/RelativeTime";
import { RichText } from "@/components/text/RichText";
import { REASONS, type Reason } from "@/reports/reasons";
import { AuthorStanding } from "./AuthorStanding";
import { Byline } from "./Byline";
import { useAnswer, type Answered } from "./useAppeals";

const isReason = (reason: string | null): reason is Reason => REASONS.includes(reason as Reason);

type Props = { appeal: Appeal; renderedAt: string; onAnswered: (what: Answered) => void };

/** Who has removed it, when and why, and what its author says to that. */
function Argument({ appeal, renderedAt }: Omit<Props, "onAnswered">) {
  const t = useTranslations();
  const { reason, removed_by, removed_at, words, standing } = appeal;
  return (
    <>
      <p className="text-sm text-soft wrap-anywhere">
        {t("moderation.removedBy", { name: removed_by?.name ?? t("moderation.somebody") })}
        {isReason(reason) && <> · {t(`reasons.${reason}`)}</>} ·{" "}
        <RelativeTime at={removed_at} renderedAt={renderedAt} />
      </p>
      <div>
        <h3 className="text-sm font-semibold">{t("moderation.appealSays")}</h3>
        <p dir="auto" className="whitespace-pre-wrap wrap-anywhere">
          {words}
        </p>
      </div>
      <AuthorStanding standing={standing} />
    </>
  );
}

/** Something that was removed, and whose author asks for another look; the keys `d` and `r` press the buttons, too. */
export function AppealCard({ appeal, renderedAt, onAnswered }: Props) {
  const t = useTranslations();
  const { answer, isBusy, complaint } = useAnswer(appeal.type, appeal.id, onAnswered);
  const title = appeal.title ?? appeal.content.slice(0, 60);
  return (
    <Card as="article" isDense aria-label={title} className="space-y-3">
      <Byline noun={appeal.type} author={appeal.author} at={appeal.at} renderedAt={renderedAt} />
      {appeal.title && (
        <h2 dir="auto" className="text-lg font-semibold wrap-anywhere">
          {appeal.title}
        </h2>
      )}
      <RichText
        html={appeal.content_html}
        text={appeal.content}
        className="max-h-80 overflow-y-auto border-s-2 border-line ps-3 leading-6"
      />
      <Argument {...{ appeal, renderedAt }} />
      <div role="group" aria-label={t("moderation.actions", { title })} className="flex flex-wrap gap-3">
        <Button data-act="dismiss" busy={isBusy} onClick={() => void answer({ act: "restore" })}>
          {t("moderation.restore")}
        </Button>
        <Button data-act="remove" kind="danger" disabled={isBusy} onClick={() => void answer({ act: "uphold" })}>
          {t("moderation.uphold")}
        </Button>
      </div>
      {complaint && <Banner kind="alarm">{complaint}</Banner>}
    </Card>
  );
}
