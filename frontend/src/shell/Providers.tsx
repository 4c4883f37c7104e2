"use client";

import { QueryClientProvider } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { createQueryClient } from "@/api/query-client";
import { LiveProvider } from "@/live/LiveProvider";
import { SessionProvider } from "@/session/SessionProvider";
import type { SessionState } from "@/session/state";
import { OutboxProvider } from "@/outbox/OutboxProvider";

/** What the pages stand on: reads, session, live events, writes. */
export function Providers({ session, children }: { session: SessionState; children: ReactNode }) {
  const [queries] = useState(createQueryClient);
  return (
    <QueryClientProvider client={queries}>
      <SessionProvider initial={session}>
        <LiveProvider>
          <OutboxProvider>{children}</OutboxProvider>
        </LiveProvider>
      </SessionProvider>
    </QueryClientProvider>
  );
}
