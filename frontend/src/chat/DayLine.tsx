"use client";

import { useHydrated } from "@/components/useHydrated";
import { sayClock, sayDay, sayFully } from "@/components/text/relative-time";
import type { Message } from "@/api/generated/types.gen";

/** Who goes on within that time says it in the same breath. */
const PAUSE_MS = 5 * 60_000;

const dayOf = (at: string, timeZone?: string) => new Date(at).toLocaleDateString("en", { timeZone });

/** In UTC until the browser's own zone is known, as the server has said it. */
const useZone = () => (useHydrated() ? undefined : "UTC");

/** Where in a conversation a day begins, and where somebody begins to speak: after somebody else, or after a pause. */
export function useBeginnings(): (message: Message, before?: Message) => { isDay: boolean; isFirst: boolean } {
  const zone = useZone();
  return (message, before) => {
    const isDay = !before || dayOf(before.created_at, zone) !== dayOf(message.created_at, zone);
    const isLater = !before || Date.parse(message.created_at) - Date.parse(before.created_at) > PAUSE_MS;
    return { isDay, isFirst: isDay || isLater || before?.author.id !== message.author.id };
  };
}

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

/** The time of day at which something was said. */
export function ClockTime({ at, className }: { at: string; className?: string }) {
  const zone = useZone();
  const date = new Date(at);
  return (
    <time dateTime={at} title={sayFully(date, zone)} className={className} suppressHydrationWarning>
      {sayClock(date, zone)}
    </time>
  );
}
