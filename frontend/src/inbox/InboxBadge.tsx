"use client";

import { useTranslations } from "next-intl";
import { BESIDE_ICON, Count } from "@/components/Count";

import { useUnreadCount } from "./queries";

/** The API counts no further. */
const MANY = 100;

/** How many notices are unread; nothing when there are none. */
export function InboxBadge() {
  const t = useTranslations();
  const count = useUnreadCount();
  return (
    count > 0 && (
      <Count
        count={count}
        says={count >= MANY ? t("navigation.manyNotices") : t("navigation.unreadNotices", { count })}
        className={BESIDE_ICON}
      />
    )
  );
}
