import { Count } from "@/components/Count";
import { texts } from "@/texts";

/** How many messages are unread. */
export function Unread({ count, className }: { count: number; className?: string }) {
  return <Count count={count} says={texts.chat.unread(count)} className={className} />;
}
