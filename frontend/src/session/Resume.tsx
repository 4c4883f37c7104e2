"use client";

import { useState } from "react";
import { Button } from "@/components/form/Button";
import { EmptyState } from "@/components/EmptyState";
import { useTranslations } from "next-intl";
import { useSession } from "./SessionProvider";

function useResume() {
  const { resume } = useSession();
  const [state, setState] = useState<"idle" | "busy" | "failed">("idle");
  const go = () => {
    setState("busy");
    resume().then(
      () => setState("idle"),
      () => setState("failed"),
    );
  };
  return { state, go };
}

function ContinueButton() {
  const t = useTranslations();
  const { state, go } = useResume();
  return (
    <div className="flex items-center gap-3">
      {state === "failed" && (
        <span role="alert" className="text-sm text-alarm">
          {t("session.resumeFailed")}
        </span>
      )}
      <Button kind="primary" size="small" busy={state === "busy"} onClick={go}>
        {state === "busy" ? t("session.resuming") : t("session.resume")}
      </Button>
    </div>
  );
}

/** A quiet bar over the header, and over nothing that is read or written, while the session is paused: the next key or click goes on with it. What is on the page stays as it is. */
export function SessionBar() {
  const t = useTranslations();
  const { status } = useSession();
  if (status !== "paused") return null;
  return (
    <div
      role="status"
      className="fixed inset-x-3 top-1 z-30 mx-auto flex max-w-read flex-wrap items-center justify-between gap-3 rounded-box border border-line bg-surface px-4 py-2 shadow-lift"
    >
      <p className="text-sm">
        <strong>{t("session.paused")}</strong> <span className="text-soft">{t("session.pausedHint")}</span>
      </p>
      <ContinueButton />
    </div>
  );
}

/** In place of a page that only its reader may see, and that was opened while the session was paused: the bar goes on with it. */
export function PausedPage() {
  const t = useTranslations();
  return <EmptyState title={t("session.pausedPage")} hint={t("session.pausedPageHint")} />;
}
