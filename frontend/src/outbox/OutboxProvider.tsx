"use client";

import { createContext, use, useEffect, useEffectEvent, useState, useSyncExternalStore, type ReactNode } from "react";
import { client } from "@/api/browser";
import { getWrite } from "@/api/generated/sdk.gen";
import { useSession } from "@/session/SessionProvider";
import { onDropped } from "./kept";
import { NO_WRITES, Outbox, type Outcome } from "./outbox";
import { send } from "./mutations";
import type { Write } from "./write";

const OutboxContext = createContext<Outbox | null>(null);

const fetchReceipt = async (id: string) => (await getWrite({ client, path: { write_id: id } })).data;

/** Gives all components inside one outbox: a write goes on being sent and followed when its page is left. */
export function OutboxProvider({ children }: { children: ReactNode }) {
  const { status, me, ready } = useSession();
  const [outbox] = useState(() => new Outbox({ send: (write) => ready().then(() => send(write)), fetchReceipt }));
  const userId = me?.id;
  useEffect(() => {
    if (!userId) return;
    outbox.open(userId);
    return onDropped(userId, outbox.dropped);
  }, [outbox, userId]);
  useEffect(() => {
    if (status === "signed-in") outbox.hurry();
    const onOnline = () => outbox.hurry();
    window.addEventListener("online", onOnline);
    return () => window.removeEventListener("online", onOnline);
  }, [outbox, status]);
  return <OutboxContext value={outbox}>{children}</OutboxContext>;
}

/** The outbox: `start`, `tryAgain`, `dismiss`, `hurry`. */
export function useOutbox(): Outbox {
  const outbox = use(OutboxContext);
  if (!outbox) throw new Error("useOutbox is for components inside OutboxProvider");
  return outbox;
}

const none = () => NO_WRITES;

/** The writes of one queue (`queueKeys`), oldest first, as they stand. */
export function useWrites(queue: string): readonly Write[] {
  const outbox = useOutbox();
  return useSyncExternalStore(outbox.subscribe, () => outbox.of(queue), none);
}

/** How many writes the server has not taken yet: signing out would throw them away. */
export function useUnsentCount(): number {
  const outbox = useOutbox();
  return useSyncExternalStore(outbox.subscribe, outbox.all, none).filter(
    ({ state, receipt }) => state !== "posted" && !receipt,
  ).length;
}

/** Shows the end of these writes as far as they were begun before the page was loaded: `end` is what they would have led to then. */
export function useResumed(writes: readonly Write[], end: (outcome: Outcome) => unknown): void {
  const outbox = useOutbox();
  const show = useEffectEvent(end);
  useEffect(() => {
    for (const write of writes) {
      if (write.state === "posted" && outbox.claim(write.key)) void show({ state: "posted", write });
    }
  }, [outbox, writes]);
}
