"use client";

import { useCallback, useRef, useState } from "react";
import { useTranslations } from "next-intl";
import type { Held, HeldPage } from "@/api/generated/types.gen";
import { EmptyState } from "@/components/EmptyState";
import { Skeleton } from "@/components/Skeleton";
import { EndlessList } from "@/lists/EndlessList";
import { goOn } from "./go-on";
import { useWaiting, type Judged } from "./useWaiting";
import { WaitingCard } from "./WaitingCard";

const CARD_PX = 260;

type Props = { first: HeldPage; renderedAt: string };

function Items({ first, renderedAt, onJudged }: Props & { onJudged: (id: string, what: Judged) => void }) {
  const t = useTranslations();
  const { items, more } = useWaiting(first);
  const row = useCallback(
    (item: Held) => (
      <div data-case={item.id}>
        <WaitingCard {...{ item, renderedAt }} onJudged={(what) => onJudged(item.id, what)} />
      </div>
    ),
    [renderedAt, onJudged],
  );
  if (items.length === 0 && !more.has)
    return <EmptyState title={t("moderation.nothingWaits")} hint={t("moderation.nothingWaitsHint")} />;
  return (
    <EndlessList
      items={items}
      keyOf={({ id }) => id}
      row={row}
      more={more}
      skeleton={<Skeleton className="h-60" />}
      estimate={CARD_PX}
      label={t("moderation.waiting")}
      gap="pb-4"
    />
  );
}

/** What is held by the gate, the longest first. */
export function Waiting(props: Props) {
  const t = useTranslations();
  const [judged, setJudged] = useState<Judged | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const onJudged = useCallback((id: string, what: Judged) => {
    setJudged(what);
    goOn(list.current, id);
  }, []);
  return (
    <div ref={list} className="outline-none">
      <p role="status" className="mb-3 text-sm font-medium empty:hidden">
        {judged === "over" ? t("moderation.over") : judged && t("moderation.judged", { what: judged })}
      </p>
      <Items {...props} onJudged={onJudged} />
    </div>
  );
}
