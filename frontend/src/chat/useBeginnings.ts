"use client";

import type { Message } from "@/api/generated/types.gen";
import { dayOf } from "@/components/text/relative-time";
import { useZone } from "@/components/text/useZone";

/** Who goes on within that time says it in the same breath. */
const PAUSE_MS = 5 * 60_000;

const isSameDay = (some: string, other: string, timeZone?: string) =>
  dayOf(new Date(some), timeZone) === dayOf(new Date(other), timeZone);

/** Where in a conversation a day begins, and where somebody begins to speak: after somebody else, or after a pause. */
export function useBeginnings(): (message: Message, before?: Message) => { isDay: boolean; isFirst: boolean } {
  const zone = useZone();
  return (message, before) => {
    const isDay = !before || !isSameDay(before.created_at, message.created_at, zone);
    const isLater = !before || Date.parse(message.created_at) - Date.parse(before.created_at) > PAUSE_MS;
    return { isDay, isFirst: isDay || isLater || before?.author.id !== message.author.id };
  };
}
