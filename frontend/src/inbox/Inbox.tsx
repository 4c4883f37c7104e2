"use client";

import { useCallback } from "react";
import type { InboxPage, Notice } from "@/api/generated/types.gen";
import { EmptyState } from "@/components/EmptyState";
import { Skeleton } from "@/components/Skeleton";
import { EndlessList } from "@/lists/EndlessList";
import { useTranslations } from "next-intl";
import { NoticeRow } from "./NoticeRow";
import { useInbox, useRead } from "./queries";

const ROW_PX = 96;

/** Everything that one is told of, as it comes. */
export function Inbox({ first, renderedAt }: { first: InboxPage; renderedAt: string }) {
  const t = useTranslations();
  const { notices, more } = useInbox(first);
  useRead(notices);
  const row = useCallback((notice: Notice) => <NoticeRow notice={notice} renderedAt={renderedAt} />, [renderedAt]);
  if (notices.length === 0) return <EmptyState title={t("inbox.empty")} hint={t("inbox.emptyHint")} />;
  return (
    <EndlessList
      items={notices}
      keyOf={({ id }) => id}
      row={row}
      more={more}
      skeleton={<Skeleton className="h-16" />}
      estimate={ROW_PX}
      label={t("inbox.title")}
    />
  );
}
