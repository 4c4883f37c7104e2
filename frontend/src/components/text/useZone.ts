"use client";

import { useHydrated } from "../useHydrated";

/** The time zone to say times in: UTC until the browser's own is known, as the server has said them. */
export const useZone = (): "UTC" | undefined => (useHydrated() ? undefined : "UTC");
