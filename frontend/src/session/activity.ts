const RECENT_MS = 120_000;
const EVENTS = ["pointerdown", "keydown"] as const;

let lastMs = -Infinity;

/** Whether somebody pressed a key or clicked on this page within the last two minutes. */
export const wasActive = (): boolean => performance.now() - lastMs < RECENT_MS;

/** Notes keys and clicks, and calls back at each. Answers how to stop that. */
export function watchActivity(onActivity: () => void): () => void {
  const note = () => {
    lastMs = performance.now();
    onActivity();
  };
  EVENTS.forEach((name) => window.addEventListener(name, note, { capture: true, passive: true }));
  return () => EVENTS.forEach((name) => window.removeEventListener(name, note, { capture: true }));
}
