"use client";

import { explain } from "@/api/explain";
import type { ApiProblem } from "@/api/problem";
import { texts } from "@/texts";
import type { WriteState } from "@/writing/write";
import { Button } from "./Button";
import { Spinner } from "./Spinner";

type Props = {
  write: { state: WriteState; problem: ApiProblem | null; canTryAgain: boolean };
  onTryAgain?: () => void;
  onDismiss?: () => void;
  /** Other words for the three states, where nothing is posted. */
  words?: Record<WriteState, string>;
};

const reasonOf = (problem: ApiProblem | null) =>
  problem?.status === 401 ? texts.write.pausedReason : problem ? explain(problem) : texts.problem.unknown;

function Failed({ write, onTryAgain, onDismiss, words = texts.write }: Props) {
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-alarm">
      <span role="alert"><strong>{words.failed}.</strong> {reasonOf(write.problem)}</span>
      {write.canTryAgain && onTryAgain && <Button size="small" onClick={onTryAgain}>{texts.write.tryAgain}</Button>}
      {onDismiss && <Button size="small" kind="quiet" onClick={onDismiss}>{texts.write.dismiss}</Button>}
    </div>
  );
}

/** How a write stands: sending, posted, or failed with the reason and what can be done. */
export function WriteStateLabel(props: Props) {
  const { write: { state }, words = texts.write } = props;
  if (state === "failed") return <Failed {...props} />;
  return (
    <span role="status" className="inline-flex items-center gap-2 text-sm text-soft">
      {state === "sending" ? <Spinner className="size-3.5" /> : <span aria-hidden="true" className="text-accent">✓</span>}
      {words[state]}
    </span>
  );
}
