"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { client } from "@/api/browser";
import { askForExport, getExport, getFactors } from "@/api/generated/sdk.gen";
import type { Export } from "@/api/generated/types.gen";
import { ApiProblem } from "@/api/problem";

const KEY = ["export"];
const LOOK_EVERY_MS = 2_000;

async function fetchExport(): Promise<Export | null> {
  try {
    return (await getExport({ client })).data;
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 404) return null;
    throw error;
  }
}

/** How far one's export is; null when none was asked for. While it is being made, it is looked at again and again. */
export function useExport(first: Export | null | undefined) {
  return useQuery({
    queryKey: KEY,
    queryFn: fetchExport,
    initialData: first,
    refetchInterval: ({ state }) => (state.data?.state === "asked" ? LOOK_EVERY_MS : false),
  });
}

/** Has one made. Throws an ApiProblem. */
export function useAskForExport() {
  const queries = useQueryClient();
  return async () => {
    const { data } = await askForExport({ client });
    queries.setQueryData(KEY, data);
  };
}

/** Throws an ApiProblem of kind `proof-needed` where a download would be refused for that. */
export async function checkProof(): Promise<void> {
  if (!(await getFactors({ client })).data.is_proven) throw new ApiProblem({ status: 403, title: "Proof needed" });
}
