"use client";

import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { OrderLinks } from "@/lists/OrderLinks";
import { paths } from "@/routes/paths";

/** The way from the queue to the log, and back. */
export function Views() {
  const t = useTranslations();
  const here = usePathname();
  const links = [
    { href: paths.moderation(), label: t("moderation.queue") },
    { href: paths.moderationWaiting, label: t("moderation.waiting") },
    { href: paths.moderationAppeals, label: t("moderation.appeals") },
    { href: paths.moderationLog, label: t("moderation.log") },
  ];
  return (
    <OrderLinks
      label={t("moderation.views")}
      links={links.map((link) => ({ ...link, isHere: link.href === here }))}
      className="mb-4"
    />
  );
}
