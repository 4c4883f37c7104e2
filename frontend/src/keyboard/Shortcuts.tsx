"use client";

import { useRouter } from "next/navigation";
import { lazy, Suspense, useEffect, useEffectEvent, useRef, useState } from "react";
import { isShortcut } from "@/components/shortcuts";
import { paths } from "@/routes/paths";

/** Only who presses a key needs either. */
const Legend = lazy(() => import("./Legend").then((loaded) => ({ default: loaded.Legend })));
const act = (key: string) => import("./acts").then(({ ACTS }) => ACTS[key]?.());

const ACTING = new Set(["j", "k", "n", "c", "r", "l", "d", "w"]);
const PLACES: Record<string, string> = { f: paths.feed, c: paths.chat, i: paths.inbox };

/** Hears single keys: `?` says which there are. After `g` the next key names a place. */
export function Shortcuts() {
  const router = useRouter();
  const isGoing = useRef(false);
  const [legend, setLegend] = useState<"unopened" | "open" | "closed">("unopened");
  const hear = useEffectEvent((event: KeyboardEvent) => {
    const place = isGoing.current ? PLACES[event.key] : undefined;
    if (event.key !== "Shift") isGoing.current = false;
    if (!isShortcut(event) || event.repeat) return;
    if (place) router.push(place);
    else if (event.key === "?") setLegend("open");
    else if (event.key === "g") isGoing.current = true;
    else if (ACTING.has(event.key)) void act(event.key).catch(() => undefined);
    else return;
    event.preventDefault();
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => hear(event);
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
  return (
    <Suspense>
      {legend !== "unopened" && <Legend open={legend === "open"} onClose={() => setLegend("closed")} />}
    </Suspense>
  );
}
