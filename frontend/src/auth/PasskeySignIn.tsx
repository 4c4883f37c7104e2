"use client";

import { useState } from "react";
import { toProblem } from "@/api/problem";
import { useExplain } from "@/api/useExplain";
import { Banner } from "@/components/Banner";
import { Button } from "@/components/form/Button";
import { useHydrated } from "@/components/useHydrated";
import { hasPasskeys, NotUsed, signInByPasskey } from "@/factors/passkey";
import { useTranslations } from "next-intl";
import { arrive } from "./enter";

/** Signs in with a passkey, where this browser has them. */
export function PasskeySignIn({ next }: { next: string }) {
  const t = useTranslations();
  const { explain } = useExplain();
  const isHere = useHydrated();
  const [isBusy, setBusy] = useState(false);
  const [complaint, setComplaint] = useState<string | null>(null);
  const go = async () => {
    setBusy(true);
    setComplaint(null);
    try {
      await signInByPasskey();
      await arrive(next);
    } catch (error) {
      if (!(error instanceof NotUsed)) setComplaint(explain(toProblem(error)));
      setBusy(false);
    }
  };
  if (!isHere || !hasPasskeys()) return null;
  return (
    <div className="mt-3 space-y-5">
      <Button busy={isBusy} onClick={() => void go()} className="w-full">
        {t("signIn.passkey")}
      </Button>
      {complaint && <Banner kind="alarm">{complaint}</Banner>}
    </div>
  );
}
