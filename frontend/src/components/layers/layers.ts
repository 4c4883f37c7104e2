"use client";

import { useEffect, useEffectEvent, useState, useSyncExternalStore } from "react";

type Layers = typeof import("./sheets");

let layers: Layers | null = null;
let coming: Promise<void> | null = null;
const waiting = new Set<() => void>();

async function fetchLayers(): Promise<void> {
  layers = await import("./sheets");
  for (const tell of waiting) tell();
}

/** Fetches what menus and dialogs are made of, once. Rejects when it cannot be had; the next call tries again. */
function need(): Promise<void> {
  coming ??= fetchLayers().catch((error: unknown) => {
    coming = null;
    throw error;
  });
  return coming;
}

function subscribe(tell: () => void) {
  waiting.add(tell);
  return () => waiting.delete(tell);
}

const prepare = () => void need().catch(() => undefined);

/** For what opens a menu or a dialog: it is fetched while somebody is on the way there. */
export const fetchAhead = { onPointerEnter: prepare, onFocus: prepare };

/** What menus and dialogs are made of, for what is inside of one that is open; null where none was opened yet. */
export const useFetched = (): Layers | null =>
  useSyncExternalStore(
    subscribe,
    () => layers,
    () => null,
  );

/** What menus and dialogs are made of, once they are wanted and there. When they cannot be had, `onFailure` hears of it. */
export function useLayers(isWanted: boolean, onFailure: () => void) {
  const fetched = useFetched();
  const [hasFailed, setFailed] = useState(false);
  const fail = useEffectEvent(() => {
    setFailed(true);
    onFailure();
  });
  useEffect(() => {
    if (!isWanted) return;
    need().then(() => setFailed(false), fail);
  }, [isWanted]);
  return { layers: isWanted ? fetched : null, hasFailed: hasFailed && !isWanted };
}
