"use client";

import { useState } from "react";
import { useTranslations } from "next-intl";
import type { Removal } from "@/api/generated/types.gen";
import { Button } from "@/components/form/Button";
import { fetchAhead } from "@/components/layers/layers";
import { AppealDialog } from "./AppealDialog";

/** Beside what a moderator has removed: one can ask for another look, once. */
export function Appeal({ removal }: { removal: Removal }) {
  const t = useTranslations();
  const [isAsking, setAsking] = useState(false);
  return (
    <div className="px-3 pb-4">
      {removal.is_appealed ? (
        <p role="status" className="text-sm text-soft">
          {t("appeal.asked")}
        </p>
      ) : (
        <Button size="small" {...fetchAhead} onClick={() => setAsking(true)}>
          {t("appeal.ask")}
        </Button>
      )}
      <AppealDialog removal={removal} open={isAsking} onClose={() => setAsking(false)} />
    </div>
  );
}
