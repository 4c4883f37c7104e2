"use client";

import { useDeferredValue, useSyncExternalStore } from "react";

/**
 * False on the server and while its page is taken over, true from then on. For what may have changed in between: the first thing that
 * the browser shows has to be what the server sent. Deferred: otherwise all that asks for it is rendered in one go, and the page does
 * not react meanwhile.
 */
export const useHydrated = (): boolean =>
  useDeferredValue(
    useSyncExternalStore(
      () => () => undefined,
      () => true,
      () => false,
    ),
  );
