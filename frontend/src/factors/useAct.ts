"use client";

import { useState } from "react";
import { toProblem } from "@/api/problem";
import { useExplain } from "@/api/useExplain";
import { useSession } from "@/session/SessionProvider";
import { NotUsed } from "./passkey";
import { NotProven, useProof } from "./useProof";

/** Does one thing at a time that needs a proof; what the person has closed themselves is no complaint. */
export function useAct() {
  const { explain } = useExplain();
  const { ready } = useSession();
  const { proven, dialog } = useProof();
  const [isBusy, setBusy] = useState(false);
  const [complaint, setComplaint] = useState<string | null>(null);
  const act = async (action: () => Promise<void>) => {
    setBusy(true);
    setComplaint(null);
    try {
      await ready();
      await proven(action);
    } catch (error) {
      if (!(error instanceof NotProven || error instanceof NotUsed)) setComplaint(explain(toProblem(error)));
    } finally {
      setBusy(false);
    }
  };
  return { act, isBusy, complaint, dialog };
}
