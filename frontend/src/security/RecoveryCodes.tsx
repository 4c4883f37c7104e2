"use client";

import { Button } from "@/components/form/Button";
import { useCopy } from "@/components/useCopy";
import { useTranslations } from "next-intl";

/** Shows recovery codes, which are not shown again. */
export function RecoveryCodes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  const t = useTranslations();
  const { state, copy } = useCopy();
  const words = { idle: "copy", copied: "copied", failed: "copyFailed" } as const;
  return (
    <div className="space-y-5">
      <p>{t("factors.keepCodes")}</p>
      <ul aria-label={t("factors.recoveryCodes")} className="grid gap-x-6 gap-y-1 font-mono sm:grid-cols-2">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-3">
        <Button kind="primary" onClick={onDone}>
          {t("factors.kept")}
        </Button>
        <Button onClick={() => void copy(codes.join("\n"))}>
          <span role="status">{t(`factors.${words[state]}`)}</span>
        </Button>
      </div>
    </div>
  );
}
