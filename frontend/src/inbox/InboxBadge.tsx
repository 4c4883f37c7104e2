"use client";

import { Count } from "@/components/Count";
import { inbox } from "@/texts/inbox";
import { useUnreadCount } from "./queries";

/** How many notices are unread; nothing when there are none. */
export function InboxBadge() {
  const count = useUnreadCount();
  return (
    count > 0 && (
      <Count
        count={count}
        says={inbox.unread(count)}
        className="absolute -top-2 -left-3 lg:top-3 lg:left-auto lg:end-3"
      />
    )
  );
}
