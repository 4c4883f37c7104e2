"use client";

import { useState } from "react";

const SAID_MS = 2_000;

/** Copies a text to the clipboard; `state` says for a moment how that went. */
export function useCopy() {
  const [state, setState] = useState<"idle" | "copied" | "failed">("idle");
  const say = (next: "copied" | "failed") => {
    setState(next);
    setTimeout(() => setState("idle"), SAID_MS);
  };
  const copy = (text: string) =>
    navigator.clipboard.writeText(text).then(
      () => say("copied"),
      () => say("failed"),
    );
  return { state, copy };
}
