"use client";

import { usePathname } from "next/navigation";
import { lazy, Suspense } from "react";
import { BESIDE_ICON } from "@/components/Count";
import { useHydrated } from "@/components/useHydrated";
import { paths } from "@/routes/paths";
import { useConversations } from "./state/queries";
import { Unread } from "./Unread";

/** Loaded when the page is there: nobody waits for a number to read the feed. The chat's own pages bring theirs. */
const Hearing = lazy(() => import("./ChatProvider").then(({ ChatProvider }) => ({ default: ChatProvider })));

/** How many messages are unread in all conversations that are fetched, as they come; nothing when there are none. */
export function UnreadBadge() {
  const { conversations } = useConversations();
  const [isHere, path] = [useHydrated(), usePathname()];
  if (!isHere) return null;
  const count = conversations.reduce((sum, { unread_count }) => sum + unread_count, 0);
  return (
    <>
      {!path.startsWith(paths.chat) && (
        <Suspense>
          <Hearing />
        </Suspense>
      )}
      {count > 0 && <Unread count={count} className={BESIDE_ICON} />}
    </>
  );
}
