"use client";

import { client } from "@/api/browser";
import { decideCommentRemoval, decidePostRemoval, listAppeals } from "@/api/generated/sdk.gen";
import type { Appeal, RemovalDecision } from "@/api/generated/types.gen";
import type { Page } from "@/lists/pages";
import { usePages } from "@/lists/usePages";
import { PAGE } from "./page-size";
import { headers, useDecision } from "./useDecision";

const APPEALS = ["appeals"];

/** The open appeals, the longest waiting first, page by page. */
export function useAppeals(first: Page<Appeal>) {
  return usePages({
    queryKey: APPEALS,
    fetch: async (cursor) =>
      (await listAppeals({ client, query: { limit: PAGE, ...(cursor ? { cursor } : {}) } })).data,
    first,
  });
}

/** What came of a decision about an appeal. */
export type Answered = RemovalDecision["act"] | "over";

function send(noun: Appeal["type"], id: string, body: RemovalDecision) {
  const sent = { client, body, headers: headers() };
  return noun === "post"
    ? decidePostRemoval({ ...sent, path: { post_id: id } })
    : decideCommentRemoval({ ...sent, path: { comment_id: id } });
}

/** Decides about something that was removed, appealed or not. */
export function useAnswer(noun: Appeal["type"], id: string, onAnswered: (what: Answered) => void) {
  const { decide, ...rest } = useDecision<Answered>(id, APPEALS, onAnswered);
  const answer = (body: RemovalDecision) => decide(body.act, () => send(noun, id, body));
  return { answer, ...rest };
}
