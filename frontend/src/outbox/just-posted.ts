"use client";

import { useSyncExternalStore } from "react";

const SAID_MS = 1_000;

const posted = new Set<string>();
const listeners = new Set<() => void>();

const tell = () => listeners.forEach((listener) => listener());

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Says for a second of what has this id that it was posted. */
export function notePosted(id: string): void {
  posted.add(id);
  tell();
  setTimeout(() => {
    posted.delete(id);
    tell();
  }, SAID_MS);
}

/** Whether what has this id was posted a moment ago. */
export const useJustPosted = (id: string): boolean =>
  useSyncExternalStore(
    subscribe,
    () => posted.has(id),
    () => false,
  );
