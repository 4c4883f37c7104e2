"use client";

import { useDates } from "./useDates";
import { useZone } from "./useZone";

/** The time of day at which something was. */
export function ClockTime({ at, className }: { at: string; className?: string }) {
  const [dates, zone] = [useDates(), useZone()];
  const date = new Date(at);
  return (
    <time dateTime={at} title={dates.fully(date, zone)} className={className} suppressHydrationWarning>
      {dates.clock(date, zone)}
    </time>
  );
}
