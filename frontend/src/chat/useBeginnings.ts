"use client";

import type { Message } from "@/api/generated/types.gen";
import { useDates } from "@/components/text/useDates";
import { useZone } from "@/components/text/useZone";

/** Who goes on within that time says it in the same breath. */
const PAUSE_MS = 5 * 60_000;

/** Where in a conversation a day begins, and where somebody begins to speak: after somebody else, or after a pause. */
export function useBeginnings(): (message: Message, before?: Message) => { isDay: boolean; isFirst: boolean } {
  const [dates, zone] = [useDates(), useZone()];
  return (message, before) => {
    const isDay = !before || !dates.isSameDay(new Date(before.created_at), new Date(message.created_at), zone);
    const isLater = !before || Date.parse(message.created_at) - Date.parse(before.created_at) > PAUSE_MS;
    return { isDay, isFirst: isDay || isLater || before?.author.id !== message.author.id };
  };
}
