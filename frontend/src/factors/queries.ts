"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { client } from "@/api/browser";
import { getFactors } from "@/api/generated/sdk.gen";
import type { Factors } from "@/api/generated/types.gen";

const KEY = ["factors"];

/** What one proves who one is with, beside the password. `first` is what the server has fetched; null if it could not. */
export function useFactors(first: Factors | null) {
  return useQuery({
    queryKey: KEY,
    queryFn: async () => (await getFactors({ client })).data,
    initialData: first ?? undefined,
  });
}

/** Fetches them anew. */
export function useFactorsAnew() {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: KEY });
}
