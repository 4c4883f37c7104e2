"use client";

import { useCallback, useSyncExternalStore } from "react";

/** A timer that is set for longer ends at once. */
const LONGEST_MS = 2 ** 31 - 1;

/** Whether something may be edited still: always, or `until` then. The server decides, by its own clock. */
export function useIsEditable(until: string | null): boolean {
  const endMs = until === null ? Infinity : Date.parse(until);
  const subscribe = useCallback(
    (onChange: () => void) => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const wait = () => {
        const leftMs = endMs - Date.now();
        if (leftMs < 0) onChange();
        else if (leftMs < Infinity) timer = setTimeout(wait, Math.min(leftMs + 1, LONGEST_MS));
      };
      wait();
      return () => clearTimeout(timer);
    },
    [endMs],
  );
  return useSyncExternalStore(
    subscribe,
    () => Date.now() <= endMs,
    () => true,
  );
}
