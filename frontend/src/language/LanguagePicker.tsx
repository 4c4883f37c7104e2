"use client";

import { useTranslations } from "next-intl";
import { RadioCards } from "@/components/form/RadioCards";
import { NAMES } from "@/i18n/locales";
import { CHOICES, type Choice } from "./choice";
import { useChoice } from "./useChoice";

/** Chooses the language of the pages; what is chosen shows at once. */
export function LanguagePicker({ initial }: { initial: Choice }) {
  const t = useTranslations();
  const { choice, choose } = useChoice(initial);
  const choices = CHOICES.map((value) =>
    value === "automatic" ? { value, says: t("language.automatic") } : { value, says: NAMES[value], lang: value },
  );
  return <RadioCards label={t("language.label")} name="language" value={choice} choices={choices} onChoose={choose} />;
}
