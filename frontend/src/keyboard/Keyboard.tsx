"use client";

import { lazy, Suspense, type ComponentType } from "react";
import { useHydrated } from "@/components/useHydrated";

/** No page waits for it, and none is lost with it. */
const load = (): Promise<{ default: ComponentType }> =>
  import("./Shortcuts").then(
    (loaded) => ({ default: loaded.Shortcuts }),
    () => ({ default: () => null }),
  );
const Shortcuts = lazy(load);

/** Hears single keys, once the page is there. */
export function Keyboard() {
  return <Suspense>{useHydrated() && <Shortcuts />}</Suspense>;
}
