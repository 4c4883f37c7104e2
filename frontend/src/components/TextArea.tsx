"use client";

import type { ComponentProps } from "react";
import { texts } from "@/texts";
import { classNames } from "./class-names";
import { FieldFrame } from "./Field";

const TELL_FROM = 0.9;

type Props = ComponentProps<"textarea"> & {
  label: string;
  hint?: string;
  error?: string;
  hideLabel?: boolean;
  /** How much is written and how much may be; told when it gets narrow. */
  length?: number;
  most?: number;
};

/** Several lines of text; grows with what is written. Spread `register("content")` into it. */
export function TextArea({ label, hint, error, hideLabel, length = 0, most, className, ...rest }: Props) {
  const left = most !== undefined && length >= most * TELL_FROM ? texts.fields.counter(most - length) : hint;
  return (
    <FieldFrame {...{ label, hint: left, error, hideLabel }}>
      {(tied) => (
        <textarea rows={3} {...rest} {...tied} className={classNames(tied.className, "field-sizing-content max-h-[60vh] min-h-24 resize-y", className)} />
      )}
    </FieldFrame>
  );
}
