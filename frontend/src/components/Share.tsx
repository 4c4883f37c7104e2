"use client";

import { useState } from "react";
import { texts } from "@/texts";
import { Button } from "./form/Button";

const SAID_MS = 2_000;

/** Hands an address of this site on: by what the device has for that, or by copying it. */
export function Share({ path, title }: { path: string; title: string }) {
  const [state, setState] = useState<"idle" | "copied" | "failed">("idle");
  const say = (next: "copied" | "failed") => {
    setState(next);
    setTimeout(() => setState("idle"), SAID_MS);
  };
  const share = async () => {
    const url = new URL(path, window.location.origin).href;
    // On a computer the dialog of the system offers less than the clipboard.
    if (navigator.share && matchMedia("(pointer: coarse)").matches)
      return navigator.share({ title, url }).catch(() => undefined);
    await navigator.clipboard.writeText(url).then(
      () => say("copied"),
      () => say("failed"),
    );
  };
  return (
    <Button size="small" kind="quiet" onClick={() => void share()}>
      <span role="status">{texts.share[state]}</span>
    </Button>
  );
}
