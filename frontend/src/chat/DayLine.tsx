"use client";

import { useDates } from "@/components/text/useDates";
import { useZone } from "@/components/text/useZone";

/** Says on which day what follows was said. */
export function DayLine({ at, renderedAt }: { at: string; renderedAt: string }) {
  const [dates, zone] = [useDates(), useZone()];
  const now = zone ? new Date(renderedAt) : new Date();
  return (
    <p className="mt-4 text-center text-xs text-soft" suppressHydrationWarning>
      {dates.day(new Date(at), now, zone)}
    </p>
  );
}
