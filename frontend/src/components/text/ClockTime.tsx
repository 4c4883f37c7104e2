"use client";

import { sayClock, sayFully } from "./relative-time";
import { useZone } from "./useZone";

/** The time of day at which something was. */
export function ClockTime({ at, className }: { at: string; className?: string }) {
  const zone = useZone();
  const date = new Date(at);
  return (
    <time dateTime={at} title={sayFully(date, zone)} className={className} suppressHydrationWarning>
      {sayClock(date, zone)}
    </time>
  );
}
