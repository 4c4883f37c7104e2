"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { client } from "@/api/browser";
import { completeHandle } from "@/api/generated/sdk.gen";
import type { Author } from "@/api/generated/types.gen";

const SHOWN = 8;
const FRESH_MS = 60_000;
const NOBODY: Author[] = [];

/** The people whose handles begin so; nobody while the server has not answered, or cannot be reached. */
export function useCompletions(prefix: string | null): Author[] {
  const found = useQuery({
    queryKey: ["handles", prefix],
    queryFn: async ({ signal }) =>
      (await completeHandle({ client, query: { handle_prefix: prefix ?? "", limit: SHOWN }, signal })).data.items,
    enabled: prefix !== null,
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
    retry: false,
  });
  if (prefix === null || !found.data) return NOBODY;
  // Those of the letters before, until the answer for these is there.
  return found.data.filter(({ handle }) => handle?.startsWith(prefix));
}
