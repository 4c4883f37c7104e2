"use client";

import { useEffect } from "react";

/** Loads something ahead of its use, once it `may` be used: so it is there even if the server is away by then. */
export function useAhead(may: boolean, load: () => Promise<unknown>): void {
  useEffect(() => {
    if (may) void load().catch(() => undefined);
  }, [may, load]);
}
