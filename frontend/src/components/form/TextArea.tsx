"use client";

import { useTranslations } from "next-intl";
import type { ComponentProps, KeyboardEvent } from "react";

import { classNames } from "../class-names";
import { FieldFrame } from "./Field";
import { isEnter } from "./is-enter";

const TELL_FROM = 0.9;
/** How many lines are there from the beginning, and how high it may grow. */
const LINES = { 1: "max-h-40 min-h-11 resize-none", 3: "max-h-[60vh] min-h-24 resize-y" };

/** Ctrl+Enter, on a Mac Cmd+Enter, sends what is written. */
function sendOnControlEnter(event: KeyboardEvent<HTMLTextAreaElement>) {
  if (!isEnter(event) || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  event.currentTarget.form?.requestSubmit();
}

type Props = ComponentProps<"textarea"> & {
  label: string;
  hint?: string;
  error?: string;
  hideLabel?: boolean;
  /** How much is written and how much may be; told when it gets narrow. */
  length?: number;
  most?: number;
  lines?: keyof typeof LINES;
};

/** Several lines of text; grows with what is written. Spread `register("content")` into it. */
export function TextArea({
  label,
  hint,
  error,
  hideLabel,
  length = 0,
  most,
  lines = 3,
  className,
  onKeyDown,
  ...rest
}: Props) {
  const t = useTranslations();
  const sayLeft = (count: number) => (count < 0 ? t("checks.over", { count: -count }) : t("checks.left", { count }));
  const told = most !== undefined && length >= most * TELL_FROM ? sayLeft(most - length) : hint;
  return (
    <FieldFrame {...{ label, hint: told, error, hideLabel }}>
      {(tied) => (
        <textarea
          dir="auto"
          rows={lines}
          {...rest}
          {...tied}
          onKeyDown={(event) => {
            onKeyDown?.(event);
            if (!event.defaultPrevented) sendOnControlEnter(event);
          }}
          className={classNames(tied.className, "field-sizing-content", LINES[lines], className)}
        />
      )}
    </FieldFrame>
  );
}
