"use client";

import type { NewReport } from "@/api/generated/types.gen";
import { queueKeys } from "@/outbox/draft-keys";
import type { Outcome } from "@/outbox/outbox";
import { useOutbox, useWrites } from "@/outbox/OutboxProvider";
import { useMe } from "@/session/SessionProvider";
import { noteReported } from "./reported";

export type Noun = "post" | "comment";

/** Reports a post or a comment, or withdraws that. `onDone` hears whether it is reported then. */
export function useReport(noun: Noun, id: string, onDone: (isReported: boolean) => void) {
  const me = useMe();
  const outbox = useOutbox();
  const queue = queueKeys.report(id);
  const write = useWrites(queue).at(-1);
  const end = ({ state, write: { key, body } }: Outcome) => {
    if (state === "failed") return;
    const isReported = body !== null;
    if (me) noteReported(me.id, id, isReported);
    outbox.dismiss(key);
    onDone(isReported);
  };
  const begin = () => write && outbox.dismiss(write.key);
  const report = (body: NewReport) => {
    begin();
    void outbox.start({ kind: `${noun}.report`, queue, body, to: id }).outcome.then(end);
  };
  const withdraw = () => {
    begin();
    void outbox.start({ kind: `${noun}.withdraw_report`, queue, body: null, to: id }).outcome.then(end);
  };
  const tryAgain = () => write && void outbox.tryAgain(write.key)?.then(end);
  return { report, withdraw, write, isBusy: write?.state === "sending", tryAgain, dismiss: begin };
}
