"use client";

import { sayDay } from "@/components/text/relative-time";
import { useZone } from "@/components/text/useZone";

/** Says on which day what follows was said. */
export function DayLine({ at, renderedAt }: { at: string; renderedAt: string }) {
  const zone = useZone();
  const now = zone ? new Date(renderedAt) : new Date();
  return (
    <p className="mt-4 text-center text-xs text-soft" suppressHydrationWarning>
      {sayDay(new Date(at), now, zone)}
    </p>
  );
}
