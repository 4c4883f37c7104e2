"use client";

import { useEffect, useEffectEvent } from "react";
import { useSession } from "@/session/SessionProvider";

/** While a link in a mail `isAwaited`: it is mostly opened in another tab, and who comes back from there sees what it did. */
export function useMeAnew(isAwaited: boolean): void {
  const { status, refreshMe } = useSession();
  const look = useEffectEvent(() => {
    if (status === "signed-in" && document.visibilityState === "visible") void refreshMe().catch(() => undefined);
  });
  useEffect(() => {
    if (!isAwaited) return;
    look();
    const listener = () => look();
    document.addEventListener("visibilitychange", listener);
    return () => document.removeEventListener("visibilitychange", listener);
  }, [isAwaited]);
}
