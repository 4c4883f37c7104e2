"use client";

import { usePathname } from "next/navigation";
import { lazy, Suspense } from "react";
import { BESIDE_ICON, Count } from "@/components/Count";
import { useHydrated } from "@/components/useHydrated";
import { paths } from "@/routes/paths";
import { useTranslations } from "next-intl";
import { useConversations } from "./state/queries";
import { useInvitations } from "./state/invitations";

/** Loaded when the page is there: nobody waits for a number to read the feed. The chat's own pages bring theirs. */
const Hearing = lazy(() => import("./ChatProvider").then(({ ChatProvider }) => ({ default: ChatProvider })));

/** How many messages are unread in all conversations that are fetched, and invitations not answered, as they come; nothing without any. */
export function UnreadBadge() {
  const t = useTranslations();
  const { conversations } = useConversations();
  const invitations = useInvitations().length;
  const [isHere, path] = [useHydrated(), usePathname()];
  if (!isHere) return null;
  const unread = conversations.reduce((sum, { unread_count }) => sum + unread_count, 0);
  const says = [
    unread > 0 && t("navigation.unreadMessages", { count: unread }),
    invitations > 0 && t("navigation.invitations", { count: invitations }),
  ].filter(Boolean);
  return (
    <>
      {!path.startsWith(paths.chat) && (
        <Suspense>
          <Hearing />
        </Suspense>
      )}
      {says.length > 0 && <Count count={unread + invitations} says={says.join(", ")} className={BESIDE_ICON} />}
    </>
  );
}
