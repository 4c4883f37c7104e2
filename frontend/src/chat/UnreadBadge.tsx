"use client";

import { useIsHere } from "@/components/useIsHere";
import { texts } from "@/texts";
import { useConversations } from "./queries";

/** How many messages are unread in all conversations that are fetched; nothing when there are none. */
export function UnreadBadge() {
  const { conversations } = useConversations();
  const isHere = useIsHere();
  const count = conversations.reduce((sum, { unread_count }) => sum + unread_count, 0);
  if (!isHere || count === 0) return null;
  return <Unread count={count} className="absolute -top-1.5 left-3" />;
}

/** A number that asks for attention, and says what it counts. */
export function Unread({ count, className = "" }: { count: number; className?: string }) {
  return (
    <span className={`inline-flex min-w-5 items-center justify-center rounded-full bg-accent px-1.5 text-xs font-semibold text-on-accent ${className}`}>
      <span aria-hidden="true">{count > 99 ? "99+" : count}</span>
      <span className="sr-only">{texts.chat.unread(count)}</span>
    </span>
  );
}
