/** Calls back whenever somebody comes to this page or uses it, or the network is there again. Answers how to stop. */
export function onLookedAt(look: () => void): () => void {
  const ifVisible = () => document.visibilityState === "visible" && look();
  document.addEventListener("visibilitychange", ifVisible);
  const names = ["focus", "online", "pageshow", "pointerdown", "keydown"] as const;
  for (const name of names) window.addEventListener(name, ifVisible);
  return () => {
    document.removeEventListener("visibilitychange", ifVisible);
    for (const name of names) window.removeEventListener(name, ifVisible);
  };
}
