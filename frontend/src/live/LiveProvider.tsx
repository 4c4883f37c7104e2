"use client";

import { createContext, use, useEffect, useRef, useState, useSyncExternalStore, type ReactNode } from "react";
import { useSession } from "@/session/SessionProvider";
import { LiveConnection } from "./connection";
import type { EventIn, Room } from "./events";
import type { LineState } from "./line";
import { LiveStatus } from "./LiveStatus";

const LiveContext = createContext<LiveConnection | null>(null);

/** Gives all components inside one event stream, and says when it is away. It rests while the session is paused. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const { status, check } = useSession();
  const [live] = useState(() => new LiveConnection((reason) => check(reason === "session_ended")));
  useEffect(() => {
    if (status === "paused") return;
    live.open();
    return () => live.close();
  }, [live, status]);
  return (
    <LiveContext value={live}>
      {children}
      <LiveStatus line={live.line} />
    </LiveContext>
  );
}

function useLive(): LiveConnection {
  const live = use(LiveContext);
  if (!live) throw new Error("useRoom is for components inside LiveProvider");
  return live;
}

/** How the event stream is. */
export function useLiveState(): LineState {
  const { line } = useLive();
  return useSyncExternalStore(line.subscribe, line.state, () => "off");
}

/**
 * Hears what happens in a room for as long as the component is there; null hears nothing.
 * `onGap` says that events were lost, so that what is shown has to be fetched anew. Both may change freely between renders.
 */
export function useRoom<R extends Room>(
  room: R | null,
  onEvent: (event: EventIn<R>) => void,
  onGap: () => void = () => undefined,
): void {
  const live = useLive();
  const { status } = useSession();
  const latest = useRef({ onEvent, onGap });
  useEffect(() => {
    latest.current = { onEvent, onGap };
  });
  useEffect(() => {
    if (room === null || status === "paused") return;
    return live.listen(room, {
      onEvent: (event) => latest.current.onEvent(event),
      onGap: () => latest.current.onGap(),
    });
  }, [live, room, status]);
}
