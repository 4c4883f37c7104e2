"use client";

import { useEffect, useEffectEvent } from "react";
import { RetryBanner } from "@/components/RetryBanner";
import { Spinner } from "@/components/Spinner";
import { useTranslations } from "next-intl";
import { useStart } from "./state/useStart";

/** Opens the conversation with somebody, and starts it if there is none. */
export function StartDirect({ userId }: { userId: string }) {
  const t = useTranslations();
  const { complaint, start } = useStart();
  const go = useEffectEvent(() => void start({ kind: "direct", member_ids: [userId] }));
  useEffect(() => {
    // Later than the effects that a strict development build runs twice.
    const timer = setTimeout(() => go());
    return () => clearTimeout(timer);
  }, [userId]);
  if (complaint) {
    return (
      <div className="p-6">
        <RetryBanner onTryAgain={() => void start({ kind: "direct", member_ids: [userId] })}>{complaint}</RetryBanner>
      </div>
    );
  }
  return (
    <p role="status" className="m-auto flex items-center gap-3 text-soft">
      <Spinner />
      {t("chat.starting")}
    </p>
  );
}
