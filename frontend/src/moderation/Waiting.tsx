"use client";

import { useCallback } from "react";
import { useTranslations } from "next-intl";
import type { Held, HeldPage } from "@/api/generated/types.gen";
import { DecisionList } from "./DecisionList";
import { useWaiting, type Judged } from "./useWaiting";
import { WaitingCard } from "./WaitingCard";

const CARD_PX = 260;
const always = () => true;

/** What is held by the gate, the longest first. */
export function Waiting({ first, renderedAt }: { first: HeldPage; renderedAt: string }) {
  const t = useTranslations();
  const { items, more } = useWaiting(first);
  const card = useCallback(
    (item: Held, onJudged: (what: Judged) => void) => <WaitingCard {...{ item, renderedAt, onJudged }} />,
    [renderedAt],
  );
  return (
    <DecisionList
      {...{ items, more, card }}
      say={(what) => (what === "over" ? t("moderation.over") : t("moderation.judged", { what }))}
      isOver={always}
      empty={{ title: t("moderation.nothingWaits"), hint: t("moderation.nothingWaitsHint") }}
      label={t("moderation.waiting")}
      estimate={CARD_PX}
    />
  );
}
