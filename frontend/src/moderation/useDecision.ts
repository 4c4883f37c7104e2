"use client";

import { useState } from "react";
import { useQueryClient, type QueryKey } from "@tanstack/react-query";
import { toProblem } from "@/api/problem";
import { useExplain } from "@/api/useExplain";
import { without, type Pages } from "@/lists/pages";
import { useSession } from "@/session/SessionProvider";
import { COUNT } from "./queries";

/** One key for each decision, so that trying it again does it once. */
export const headers = () => ({ "Idempotency-Key": crypto.randomUUID(), Prefer: "wait=5" });

/** Sends decisions about one item of a list, from which it goes with that. `over`: somebody else was first. */
export function useDecision<Came>(id: string, queryKey: QueryKey, onCame: (came: Came | "over") => void) {
  const queries = useQueryClient();
  const { ready } = useSession();
  const { explain } = useExplain();
  const [isBusy, setBusy] = useState(false);
  const [complaint, setComplaint] = useState<string | null>(null);
  const end = (came: Came | "over") => {
    onCame(came);
    queries.setQueriesData<Pages<{ id: string }>>({ queryKey }, (pages) => without(pages, id));
    void queries.invalidateQueries({ queryKey: COUNT });
  };
  const decide = async (came: Came, send: () => Promise<unknown>) => {
    setBusy(true);
    setComplaint(null);
    try {
      await ready();
      await send();
      end(came);
    } catch (error) {
      const problem = toProblem(error);
      if (problem.status === 404 || problem.status === 409) return end("over");
      // Its author has changed it: it is to be read again.
      if (problem.status === 412) void queries.invalidateQueries({ queryKey });
      setComplaint(explain(problem));
    } finally {
      setBusy(false);
    }
  };
  return { decide, isBusy, complaint };
}
