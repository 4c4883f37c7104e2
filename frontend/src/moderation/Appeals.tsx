"use client";

import { useCallback } from "react";
import { useTranslations } from "next-intl";
import type { Appeal, AppealPage } from "@/api/generated/types.gen";
import { AppealCard } from "./AppealCard";
import { DecisionList } from "./DecisionList";
import { useAppeals, type Answered } from "./useAppeals";

const CARD_PX = 300;
const always = () => true;

/** What was removed, whose authors ask for another look, the longest waiting first. */
export function Appeals({ first, renderedAt }: { first: AppealPage; renderedAt: string }) {
  const t = useTranslations();
  const { items, more } = useAppeals(first);
  const card = useCallback(
    (appeal: Appeal, onAnswered: (what: Answered) => void) => <AppealCard {...{ appeal, renderedAt, onAnswered }} />,
    [renderedAt],
  );
  return (
    <DecisionList
      {...{ items, more, card }}
      say={(what) => (what === "over" ? t("moderation.over") : t("moderation.answered", { what }))}
      isOver={always}
      empty={{ title: t("moderation.noAppeals"), hint: t("moderation.noAppealsHint") }}
      label={t("moderation.appeals")}
      estimate={CARD_PX}
    />
  );
}
