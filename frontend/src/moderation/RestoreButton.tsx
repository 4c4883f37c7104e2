"use client";

import { useState } from "react";
import { useTranslations } from "next-intl";
import type { Appeal } from "@/api/generated/types.gen";
import { Button } from "@/components/form/Button";
import { useAnswer, type Answered } from "./useAppeals";

/** Brings back what was removed, from its entry in the log. */
export function RestoreButton({ noun, id }: { noun: Appeal["type"]; id: string }) {
  const t = useTranslations();
  const [came, setCame] = useState<Answered | null>(null);
  const { answer, isBusy, complaint } = useAnswer(noun, id, setCame);
  return (
    <div className="flex flex-wrap items-center gap-3">
      {!came && (
        <Button size="small" kind="quiet" busy={isBusy} onClick={() => void answer({ act: "restore" })}>
          {t("moderation.restore")}
        </Button>
      )}
      <span role="status" className="text-sm font-medium">
        {complaint ?? (came === "over" ? t("moderation.notRemoved") : came && t("moderation.answered", { what: came }))}
      </span>
    </div>
  );
}
