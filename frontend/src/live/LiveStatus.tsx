"use client";

import { useEffect, useState, useSyncExternalStore } from "react";
import { Banner } from "@/components/Banner";
import { Button } from "@/components/form/Button";
import { useTranslations } from "next-intl";
import type { Line } from "./line";

const PATIENCE_MS = 1_500;

const subscribeToVisibility = (onChange: () => void) => {
  document.addEventListener("visibilitychange", onChange);
  return () => document.removeEventListener("visibilitychange", onChange);
};
const isVisible = () => document.visibilityState === "visible";

/** Says when this page does not hear what happens, once that has been so for longer than a moment. */
export function LiveStatus({ line }: { line: Line }) {
  const t = useTranslations();
  const state = useSyncExternalStore(line.subscribe, line.state, () => "off" as const);
  // What was away while nobody looked is back a moment after somebody does.
  const isSeen = useSyncExternalStore(subscribeToVisibility, isVisible, () => false);
  const isAway = isSeen && (state === "connecting" || state === "replaced");
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(isAway), isAway ? PATIENCE_MS : 0);
    return () => clearTimeout(timer);
  }, [isAway]);
  if (!isAway || !isLong) return null;
  return (
    <div className="fixed inset-x-3 top-20 z-20 mx-auto max-w-read">
      <Banner
        kind="notice"
        className="shadow-lift"
        action={
          <Button size="small" onClick={line.hurry}>
            {t("live.now")}
          </Button>
        }
      >
        {state === "replaced" ? t("live.replaced") : t("live.reconnecting")}
      </Banner>
    </div>
  );
}
