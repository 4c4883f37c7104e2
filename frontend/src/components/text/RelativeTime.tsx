"use client";

import { startTransition, useEffect, useState } from "react";
import { goodFor } from "./dates";
import { useDates } from "./useDates";

/**
 * When something was, in words that stay true. `renderedAt` is the moment at which the server made the page, so that the first
 * thing that the browser says is what the server said; leave it out where nothing comes from the server.
 */
export function RelativeTime({ at, renderedAt, className }: { at: string; renderedAt?: string; className?: string }) {
  const [now, setNow] = useState(() => (renderedAt ? new Date(renderedAt) : new Date()));
  const [isHere, setHere] = useState(!renderedAt);
  const dates = useDates();
  const date = new Date(at);
  useEffect(() => {
    const tick = () =>
      startTransition(() => {
        setNow(new Date());
        setHere(true);
      });
    const timer = setTimeout(tick, isHere ? goodFor(new Date(at), new Date()) : 0);
    return () => clearTimeout(timer);
  }, [at, now, isHere]);
  const zone = isHere ? undefined : "UTC";
  return (
    <time dateTime={at} title={dates.fully(date, zone)} className={className} suppressHydrationWarning>
      {dates.when(date, now, zone)}
    </time>
  );
}
