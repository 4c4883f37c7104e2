"use client";

import type { ApiProblem } from "@/api/problem";
import { useExplain } from "@/api/useExplain";
import { Button } from "@/components/form/Button";
import { Icon } from "@/components/Icon";
import { Spinner } from "@/components/Spinner";
import { useTranslations } from "next-intl";
import type { StateWords, WriteState } from "./write";

type Props = {
  write: { state: WriteState; problem: ApiProblem | null; canTryAgain: boolean };
  onTryAgain?: () => void;
  onDismiss?: () => void;
  /** What is written is a change of something that others see. */
  isChange?: boolean;
  /** Other words for the states, where nothing is posted. */
  words?: StateWords;
};

function useReason() {
  const t = useTranslations();
  const { explain } = useExplain();
  return (problem: ApiProblem | null) => {
    if (!problem) return t("problem.unknown");
    return problem.status === 401 ? t("write.pausedReason") : explain(problem);
  };
}

function Unsent({ write, onTryAgain, onDismiss, words = "write" }: Props) {
  const t = useTranslations();
  const reasonOf = useReason();
  const isWaiting = write.state === "waiting";
  return (
    <div className={`flex flex-wrap items-center gap-x-3 gap-y-1 text-sm ${isWaiting ? "text-soft" : "text-alarm"}`}>
      <span role={isWaiting ? "status" : "alert"}>
        <strong>{t(`${words}.${isWaiting ? "waiting" : "failed"}`)}.</strong> {reasonOf(write.problem)}{" "}
        {isWaiting && t("write.sentLater")}
      </span>
      {write.canTryAgain && onTryAgain && (
        <Button size="small" onClick={onTryAgain}>
          {t("write.tryAgain")}
        </Button>
      )}
      {onDismiss && (
        <Button size="small" kind="quiet" onClick={onDismiss}>
          {t("write.discard")}
        </Button>
      )}
    </div>
  );
}

function Held({ onDismiss, isChange }: Pick<Props, "onDismiss" | "isChange">) {
  const t = useTranslations();
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-notice">
      <span role="status" className="inline-flex items-center gap-2">
        <Icon name="clock" className="size-4" /> {isChange ? t("write.heldChange") : t("write.held")}
      </span>
      {onDismiss && (
        <Button size="small" kind="quiet" onClick={onDismiss}>
          {t("write.hide")}
        </Button>
      )}
    </div>
  );
}

/** How a write stands: sending, posted, waiting for the server or for a moderator, or failed with the reason and what can be done. */
export function WriteStateLabel(props: Props) {
  const {
    write: { state },
    words = "write",
  } = props;
  const t = useTranslations();
  if (state === "failed" || state === "waiting") return <Unsent {...props} />;
  if (state === "held") return <Held {...props} />;
  return (
    <span role="status" className="inline-flex items-center gap-2 text-sm text-soft">
      {state === "sending" ? (
        <Spinner className="size-3.5" />
      ) : (
        <span aria-hidden="true" className="text-accent">
          ✓
        </span>
      )}
      {t(`${words}.${state}`)}
    </span>
  );
}
