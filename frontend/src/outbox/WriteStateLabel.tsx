"use client";

import { explain } from "@/api/explain";
import type { ApiProblem } from "@/api/problem";
import { Button } from "@/components/form/Button";
import { Spinner } from "@/components/Spinner";
import { texts } from "@/texts";
import type { WriteState } from "./write";

type Props = {
  write: { state: WriteState; problem: ApiProblem | null; canTryAgain: boolean };
  onTryAgain?: () => void;
  onDismiss?: () => void;
  /** Other words for the states, where nothing is posted. */
  words?: Record<WriteState, string>;
};

const reasonOf = (problem: ApiProblem | null) =>
  problem?.status === 401 ? texts.write.pausedReason : problem ? explain(problem) : texts.problem.unknown;

function Unsent({ write, onTryAgain, onDismiss, words = texts.write }: Props) {
  const isWaiting = write.state === "waiting";
  return (
    <div className={`flex flex-wrap items-center gap-x-3 gap-y-1 text-sm ${isWaiting ? "text-soft" : "text-alarm"}`}>
      <span role={isWaiting ? "status" : "alert"}>
        <strong>{words[write.state]}.</strong> {reasonOf(write.problem)} {isWaiting && texts.write.sentLater}
      </span>
      {write.canTryAgain && onTryAgain && (
        <Button size="small" onClick={onTryAgain}>
          {texts.write.tryAgain}
        </Button>
      )}
      {onDismiss && (
        <Button size="small" kind="quiet" onClick={onDismiss}>
          {texts.write.discard}
        </Button>
      )}
    </div>
  );
}

/** How a write stands: sending, posted, waiting for the server, or failed with the reason and what can be done. */
export function WriteStateLabel(props: Props) {
  const {
    write: { state },
    words = texts.write,
  } = props;
  if (state === "failed" || state === "waiting") return <Unsent {...props} />;
  return (
    <span role="status" className="inline-flex items-center gap-2 text-sm text-soft">
      {state === "sending" ? (
        <Spinner className="size-3.5" />
      ) : (
        <span aria-hidden="true" className="text-accent">
          ✓
        </span>
      )}
      {words[state]}
    </span>
  );
}
