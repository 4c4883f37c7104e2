"use client";

import { Icon } from "@/components/Icon";
import { WriteStateLabel } from "@/outbox/WriteStateLabel";
import { texts } from "@/texts";
import { useLike, type Likable } from "./useLike";

type Props = { noun: "post" | "comment"; item: Likable; refresh: (id: string) => Promise<unknown> };

/** The heart: whether one likes it, and how many do. What is pressed shows at once. */
export function LikeButton({ noun, item, refresh }: Props) {
  const { isLiked, count, press, write, tryAgain, dismiss } = useLike(noun, item, refresh);
  return (
    <>
      <button
        type="button"
        aria-pressed={isLiked}
        aria-label={texts.like.button(count)}
        onClick={press}
        className={`flex min-h-10 items-center gap-1.5 rounded hover:text-accent ${isLiked ? "text-accent" : ""}`}
      >
        <Icon name="like" className={`size-4.5 ${isLiked ? "fill-current" : ""}`} />
        <span aria-hidden="true">{count > 0 ? count : texts.like.none}</span>
      </button>
      {write && (write.state === "failed" || write.state === "waiting") && (
        <WriteStateLabel write={write} words={texts.like.states} onTryAgain={tryAgain} onDismiss={dismiss} />
      )}
    </>
  );
}
