"use client";

import { createContext, use, useEffect, useMemo, useState, useSyncExternalStore, type ReactNode } from "react";
import { client } from "@/api/browser";
import { getWrite } from "@/api/generated/sdk.gen";
import { useSession } from "@/session/SessionProvider";
import { Outbox } from "./outbox";
import type { Write } from "./write";

const OutboxContext = createContext<Outbox | null>(null);
const NONE: readonly Write[] = [];

const fetchReceipt = async (id: string) => (await getWrite({ client, path: { write_id: id } })).data;

/** Gives all components inside one outbox: a write goes on being followed when its page is left. */
export function OutboxProvider({ children }: { children: ReactNode }) {
  const [outbox] = useState(() => new Outbox(fetchReceipt));
  const { status } = useSession();
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

/** The writes of one place, oldest first, as they stand. */
export function useWrites(place: string): readonly Write[] {
  const outbox = useOutbox();
  const all = useSyncExternalStore(outbox.subscribe, outbox.all, () => NONE);
  return useMemo(() => all.filter((write) => write.place === place), [all, place]);
}
