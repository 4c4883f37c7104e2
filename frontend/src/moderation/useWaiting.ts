"use client";

import { client } from "@/api/browser";
import { approveComment, approvePost, listHeld, rejectComment, rejectPost } from "@/api/generated/sdk.gen";
import type { Held } from "@/api/generated/types.gen";
import type { Page } from "@/lists/pages";
import { usePages } from "@/lists/usePages";
import { PAGE } from "./page-size";
import { headers, useDecision } from "./useDecision";

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

function send({ id, type, rev }: Held, reason: string | null) {
  const post = { client, path: { post_id: id }, headers: headers() };
  const comment = { client, path: { comment_id: id }, headers: headers() };
  if (reason === null)
    return type === "post" ? approvePost({ ...post, body: { rev } }) : approveComment({ ...comment, body: { rev } });
  const body = { rev, reason };
  return type === "post" ? rejectPost({ ...post, body }) : rejectComment({ ...comment, body });
}

/** Decides about what waits; with a reason it is not shown. */
export function useJudging(item: Held, onJudged: (what: Judged) => void) {
  const { decide, ...rest } = useDecision<Judged>(item.id, WAITING, onJudged);
  const judge = (reason: string | null) => decide(reason === null ? "approved" : "rejected", () => send(item, reason));
  return { judge, ...rest };
}
