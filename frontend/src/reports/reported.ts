"use client";

import { useSyncExternalStore } from "react";
import { useMe } from "@/session/SessionProvider";
import { attempt } from "@/outbox/storage";

/** What somebody has reported in this browser, the latest last: the API tells nobody who has reported something. */
const PREFIX = "reported:";
const MOST = 500;

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function idsOf(userId: string): string[] {
  const stored: unknown = attempt(() => JSON.parse(localStorage.getItem(PREFIX + userId) ?? "[]"), []);
  return Array.isArray(stored) ? stored.map(String) : [];
}

/** Notes that this person has reported what has this id, or has withdrawn that. */
export function noteReported(userId: string, id: string, isReported: boolean): void {
  const others = idsOf(userId).filter((each) => each !== id);
  const ids = isReported ? [...others, id].slice(-MOST) : others;
  attempt(() => localStorage.setItem(PREFIX + userId, JSON.stringify(ids)), undefined);
  listeners.forEach((listener) => listener());
}

/** Forgets it of everybody, as at signing out. */
export function forgetReported(): void {
  attempt(() => {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
    keys.forEach((key) => localStorage.removeItem(key));
  }, undefined);
}

/** Whether one has reported this in this browser. */
export function useIsReported(id: string): boolean {
  const userId = useMe()?.id;
  return useSyncExternalStore(
    subscribe,
    () => userId !== undefined && idsOf(userId).includes(id),
    () => false,
  );
}
