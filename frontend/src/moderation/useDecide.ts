"use client";

import type { Case, ItemDecision, UserDecision } from "@/api/generated/types.gen";
import type { ApiProblem } from "@/api/problem";
import { queueKeys } from "@/outbox/draft-keys";
import type { Outcome } from "@/outbox/outbox";
import { useOutbox, useWrites } from "@/outbox/OutboxProvider";
import { useCaseChanges } from "./queries";

/** Somebody else was first, or the author has deleted it: there is nothing left to decide about. */
const isOver = (problem: ApiProblem | null) => problem?.status === 409 || problem?.status === 404;

/** What came of a decision. */
export type Came = ItemDecision["act"] | UserDecision["act"] | "over";

/** Whether the case is decided with that. What is decided about its author leaves it open. */
export const isDecided = (came: Came): boolean => came === "dismiss" || came === "remove" || came === "over";

/** The item of a case, and what it is. */
export function itemOf({ post, comment }: Case) {
  return post ? { noun: "post" as const, item: post } : { noun: "comment" as const, item: comment! };
}

/** Decides about a case. `onCame` hears what came of it; a case that is decided goes from the list. */
export function useDecide(about: Case, onCame: (came: Came) => void) {
  const outbox = useOutbox();
  const { remove, refresh } = useCaseChanges();
  const { noun, item } = itemOf(about);
  const queue = queueKeys.decision(about.id);
  const write = useWrites(queue).at(-1);
  const dismiss = () => write && outbox.dismiss(write.key);
  const end = ({ state, write: { key, problem, body } }: Outcome) => {
    if (state === "failed" && !isOver(problem)) return;
    outbox.dismiss(key);
    const came = state === "failed" ? "over" : (body as { act: Came }).act;
    onCame(came);
    if (isDecided(came)) remove(about.id);
    else refresh();
  };
  const decide = (decision: ItemDecision) => {
    dismiss();
    const body = { ...decision, round: about.round };
    // What was edited meanwhile is read again before somebody decides about it.
    void outbox.start({ kind: `${noun}.decide`, queue, body, to: item.id, rev: item.rev }).outcome.then(end);
  };
  const decideAuthor = (body: UserDecision) => {
    if (!item.author) return;
    dismiss();
    void outbox.start({ kind: "user.decide", queue, body, to: item.author.id }).outcome.then(end);
  };
  const tryAgain = () => write && void outbox.tryAgain(write.key)?.then(end);
  return { decide, decideAuthor, write, isBusy: write?.state === "sending", tryAgain, dismiss };
}
