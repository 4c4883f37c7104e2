"use client";

import { useCallback, useRef, useState } from "react";
import { useTranslations } from "next-intl";
import type { Case, CasePage } from "@/api/generated/types.gen";
import { EmptyState } from "@/components/EmptyState";
import { Skeleton } from "@/components/Skeleton";
import { EndlessList } from "@/lists/EndlessList";
import { OrderLinks } from "@/lists/OrderLinks";
import { REASONS, type Reason } from "@/reports/reasons";
import { paths } from "@/routes/paths";
import { CaseCard } from "./CaseCard";
import { goOn } from "./go-on";
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

/** The cases; `onCame` hears of each that something was decided about. */
function Cases({ first, reason, renderedAt, onCame }: Props & { onCame: (id: string, came: Came) => void }) {
  const t = useTranslations();
  const { cases, more } = useCases(first, reason);
  const row = useCallback(
    (about: Case) => (
      <div data-case={about.id}>
        <CaseCard {...{ about, renderedAt }} onCame={(came) => onCame(about.id, came)} />
      </div>
    ),
    [renderedAt, onCame],
  );
  if (cases.length === 0 && !more.has)
    return <EmptyState title={t("moderation.empty")} hint={t("moderation.emptyHint")} />;
  return (
    <EndlessList
      items={cases}
      keyOf={({ id }) => id}
      row={row}
      more={more}
      skeleton={<Skeleton className="h-60" />}
      estimate={CARD_PX}
      label={t("moderation.queue")}
      gap="pb-4"
    />
  );
}

/** What was reported and is to be decided about, the longest open first. */
export function Queue(props: Props) {
  const t = useTranslations();
  const [came, setCame] = useState<Came | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const onCame = useCallback((id: string, what: Came) => {
    setCame(what);
    if (isDecided(what)) goOn(list.current, id);
  }, []);
  return (
    <div ref={list} className="outline-none">
      <Filter reason={props.reason} />
      <p role="status" className="mb-3 text-sm font-medium empty:hidden">
        {came === "over" ? t("moderation.over") : came && t("moderation.done", { act: came })}
      </p>
      <Cases {...props} onCame={onCame} />
    </div>
  );
}
