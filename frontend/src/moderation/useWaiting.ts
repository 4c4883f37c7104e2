"use client";

import { useState } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { client } from "@/api/browser";
import { approveComment, approvePost, listHeld, rejectComment, rejectPost } from "@/api/generated/sdk.gen";
import type { Held } from "@/api/generated/types.gen";
import { toProblem } from "@/api/problem";
import { useExplain } from "@/api/useExplain";
import { without, type Page, type Pages } from "@/lists/pages";
import { usePages } from "@/lists/usePages";
import { useSession } from "@/session/SessionProvider";
import { PAGE } from "./page-size";

const WAITING = ["held"];

/** What waits for a moderator, the longest first, page by page. */
export function useWaiting(first: Page<Held>) {
  const { items, ...found } = usePages({
    queryKey: WAITING,
    fetch: async (cursor) => (await listHeld({ client, query: { limit: PAGE, ...(cursor ? { cursor } : {}) } })).data,
    first,
  });
  return { ...found, items };
}

/** What came of a decision. */
export type Judged = "approved" | "rejected" | "over";

/** One key for each decision, so that trying it again does it once. */
const headers = () => ({ "Idempotency-Key": crypto.randomUUID(), Prefer: "wait=5" });

function send({ id, type, rev }: Held, reason: string | null) {
  const post = { client, path: { post_id: id }, headers: headers() };
  const comment = { client, path: { comment_id: id }, headers: headers() };
  if (reason === null)
    return type === "post" ? approvePost({ ...post, body: { rev } }) : approveComment({ ...comment, body: { rev } });
  const body = { rev, reason };
  return type === "post" ? rejectPost({ ...post, body }) : rejectComment({ ...comment, body });
}

/** Decides about what waits; with a reason it is not shown. What is decided goes from the list. */
export function useJudging(item: Held, onJudged: (what: Judged) => void) {
  const queries = useQueryClient();
  const { ready } = useSession();
  const { explain } = useExplain();
  const [isBusy, setBusy] = useState(false);
  const [complaint, setComplaint] = useState<string | null>(null);
  const end = (what: Judged) => {
    onJudged(what);
    queries.setQueriesData<Pages<Held>>({ queryKey: WAITING }, (pages) => without(pages, item.id));
  };
  const judge = async (reason: string | null) => {
    setBusy(true);
    setComplaint(null);
    try {
      await ready();
      await send(item, reason);
      end(reason === null ? "approved" : "rejected");
    } catch (error) {
      const problem = toProblem(error);
      if (problem.status === 404) return end("over");
      // Its author has changed it: it is to be read again.
      if (problem.status === 412) void queries.invalidateQueries({ queryKey: WAITING });
      setComplaint(explain(problem));
    } finally {
      setBusy(false);
    }
  };
  return { judge, isBusy, complaint };
}
