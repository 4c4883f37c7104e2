"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { client } from "@/api/browser";
import { countAppeals, countCases, listAudit, listCases } from "@/api/generated/sdk.gen";
import type { AuditEntry, Case } from "@/api/generated/types.gen";
import { without, type Page, type Pages } from "@/lists/pages";
import { usePages } from "@/lists/usePages";
import type { Reason } from "@/reports/reasons";
import { PAGE } from "./page-size";

export const COUNT = ["open-cases"];
const CASES = ["cases"];
const LOG = ["audit-log"];
/** Nothing tells of a new report, so the queue is asked. */
const LOOK_EVERY_MS = 60_000;

/** How many cases and appeals are open; 100 and more says that many or more. */
export function useOpenCount(): number {
  const { data = 0 } = useQuery({
    queryKey: COUNT,
    queryFn: async () => {
      const counts = await Promise.all([countCases({ client }), countAppeals({ client })]);
      return counts.reduce((sum, { data }) => sum + data.open_count, 0);
    },
    refetchInterval: LOOK_EVERY_MS,
  });
  return data;
}

const at = (cursor: string | null) => ({ limit: PAGE, ...(cursor ? { cursor } : {}) });

/** The open cases, the longest open first, page by page. */
export function useCases(first: Page<Case>, reason: Reason | null) {
  const { items: cases, ...found } = usePages({
    queryKey: [...CASES, reason],
    fetch: async (cursor) =>
      (await listCases({ client, query: { ...at(cursor), ...(reason ? { reason } : {}) } })).data,
    first,
  });
  return { ...found, cases };
}

/** What moderators and operators have done, the latest first, page by page. */
export function useLog(first: Page<AuditEntry>) {
  const { items: entries, ...found } = usePages({
    queryKey: LOG,
    fetch: async (cursor) => (await listAudit({ client, query: at(cursor) })).data,
    first,
  });
  return { ...found, entries };
}

/** What lists that are already fetched become when something was decided: a case goes, and the count and the log are asked for anew. */
export function useCaseChanges() {
  const queries = useQueryClient();
  const look = () => {
    for (const queryKey of [COUNT, LOG]) void queries.invalidateQueries({ queryKey });
  };
  return {
    /** This case is decided. */
    remove: (id: string) => {
      queries.setQueriesData<Pages<Case>>({ queryKey: CASES }, (pages) => without(pages, id));
      look();
    },
    /** Something was decided about an author. */
    refresh: () => {
      void queries.invalidateQueries({ queryKey: CASES });
      look();
    },
  };
}
