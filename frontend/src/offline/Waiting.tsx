"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import { useHydrated } from "@/components/useHydrated";
import { readUnsent } from "@/outbox/kept";

/** What somebody wrote here and the server has not taken: nobody has to fear for it, or write it again. */
export function Waiting() {
  const t = useTranslations();
  const heading = useId();
  const said = useHydrated() ? readUnsent() : [];
  if (said.length === 0) return null;
  return (
    <section aria-labelledby={heading} className="mt-8 w-full border-t border-line pt-4">
      <h2 id={heading} className="text-sm font-semibold">
        {t("offline.waiting")}
      </h2>
      <ul className="mt-2 space-y-1 text-sm text-soft">
        {said.map(({ key, text }) => (
          <li key={key} dir="auto" className="truncate">
            {text}
          </li>
        ))}
      </ul>
    </section>
  );
}
