"use client";

import { useTranslations } from "next-intl";
import { BESIDE_ICON, Count } from "@/components/Count";
import { useOpenCount } from "./queries";

/** The API counts no further. */
const MANY = 100;

/** How many items there are to decide about; nothing when there are none. */
export function CaseBadge() {
  const t = useTranslations();
  const count = useOpenCount();
  return (
    count > 0 && (
      <Count
        count={count}
        says={count >= MANY ? t("navigation.manyCases") : t("navigation.openCases", { count })}
        className={BESIDE_ICON}
      />
    )
  );
}
