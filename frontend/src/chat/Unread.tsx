import { Count } from "@/components/Count";
import { useTranslations } from "next-intl";

/** How many messages are unread. */
export function Unread({ count, className }: { count: number; className?: string }) {
  const t = useTranslations();
  return <Count count={count} says={t("navigation.unreadMessages", { count })} className={className} />;
}
