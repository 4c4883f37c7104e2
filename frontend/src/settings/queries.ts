"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { client } from "@/api/browser";
import { endOtherSessions, endSession, listSessions } from "@/api/generated/sdk.gen";
import type { Session } from "@/api/generated/types.gen";
import { ApiProblem } from "@/api/problem";

const KEY = ["sessions"];

/** Where one is signed in. `first` is what the server has fetched; null if it could not. */
export function useSessions(first: Session[] | null) {
  return useQuery({
    queryKey: KEY,
    queryFn: async () => (await listSessions({ client })).data.items,
    initialData: first ?? undefined,
  });
}

/** Fetches them anew: what was done elsewhere on the page has ended some. */
export function useSessionsAnew() {
  const queries = useQueryClient();
  return () => void queries.invalidateQueries({ queryKey: KEY });
}

/** One that has ended already is fine. */
function unlessGone(error: unknown): void {
  if (!(error instanceof ApiProblem) || error.status !== 404) throw error;
}

/** Ends sessions, and takes them out of the list. Throws an ApiProblem. */
export function useEndings() {
  const queries = useQueryClient();
  const keep = (which: (session: Session) => boolean) => {
    // What is being fetched may have been answered before the end.
    void queries.cancelQueries({ queryKey: KEY });
    queries.setQueryData<Session[]>(KEY, (all) => all?.filter(which));
  };
  const endOne = async (id: string) => {
    await endSession({ client, path: { ended_id: id } }).catch(unlessGone);
    keep((session) => session.id !== id);
  };
  const endOthers = async () => {
    await endOtherSessions({ client });
    keep((session) => session.is_current);
  };
  return { endOne, endOthers };
}
