"use client";

import { useSyncExternalStore } from "react";

/**
 * False on the server and while its page is taken over, true from then on. For what may have changed in between: the first thing that
 * the browser shows has to be what the server sent.
 */
export const useHydrated = (): boolean =>
  useSyncExternalStore(
    () => () => undefined,
    () => true,
    () => false,
  );
