"use client";

import { useCallback } from "react";
import { useTranslations } from "next-intl";
import type { Case, CasePage } from "@/api/generated/types.gen";
import { OrderLinks } from "@/lists/OrderLinks";
import { REASONS, type Reason } from "@/reports/reasons";
import { paths } from "@/routes/paths";
import { CaseCard } from "./CaseCard";
import { DecisionList } from "./DecisionList";
import { useCases } from "./queries";
import { isDecided, type Came } from "./useDecide";

const CARD_PX = 360;

/** Only what was reported for one reason. */
function Filter({ reason }: { reason: Reason | null }) {
  const t = useTranslations();
  const links = [null, ...REASONS].map((each) => ({
    href: paths.moderation(each ?? undefined),
    label: each ? t(`reasons.${each}`) : t("moderation.all"),
    isHere: each === reason,
  }));
  return <OrderLinks label={t("moderation.filter")} links={links} className="mb-4" />;
}

type Props = { first: CasePage; reason: Reason | null; renderedAt: string };

/** What was reported and is to be decided about, the longest open first. */
export function Queue({ first, reason, renderedAt }: Props) {
  const t = useTranslations();
  const { cases, more } = useCases(first, reason);
  const card = useCallback(
    (about: Case, onCame: (came: Came) => void) => <CaseCard {...{ about, renderedAt, onCame }} />,
    [renderedAt],
  );
  return (
    <>
      <Filter reason={reason} />
      <DecisionList
        {...{ more, card }}
        items={cases}
        say={(came) => (came === "over" ? t("moderation.over") : t("moderation.done", { act: came }))}
        isOver={isDecided}
        empty={{ title: t("moderation.empty"), hint: t("moderation.emptyHint") }}
        label={t("moderation.queue")}
        estimate={CARD_PX}
      />
    </>
  );
}
