"use client";

import { useTranslations } from "next-intl";
import { NAMES } from "@/i18n/locales";
import { CHOICES, type Choice } from "./choice";
import { useChoice } from "./useChoice";

/** Chooses the language of the pages where there is little room: for who is signed out. */
export function LanguageSelect({ initial, className }: { initial: Choice; className?: string }) {
  const t = useTranslations();
  const { choice, choose } = useChoice(initial);
  return (
    <select
      aria-label={t("language.label")}
      value={choice}
      onChange={({ target }) => choose(target.value as Choice)}
      className={`min-h-8 rounded-control border border-edge bg-surface px-2 text-sm text-ink pointer-coarse:min-h-11 ${className ?? ""}`}
    >
      {CHOICES.map((each) => (
        <option key={each} value={each} lang={each === "automatic" ? undefined : each}>
          {each === "automatic" ? t("language.browsers") : NAMES[each]}
        </option>
      ))}
    </select>
  );
}
