"use client";

import { useTranslations } from "next-intl";
import { NAMES } from "@/i18n/locales";
import { CHOICES, type Choice } from "./choice";
import { useChoice } from "./useChoice";

/** Chooses the language of the pages; what is chosen shows at once. */
export function LanguagePicker({ initial }: { initial: Choice }) {
  const t = useTranslations();
  const { choice, choose } = useChoice(initial);
  return (
    <fieldset className="grid gap-2 sm:grid-cols-3">
      <legend className="sr-only">{t("language.label")}</legend>
      {CHOICES.map((each) => (
        <label
          key={each}
          lang={each === "automatic" ? undefined : each}
          className="flex min-h-11 items-center gap-3 rounded-control border border-edge px-3.5 text-sm font-medium hover:bg-sunken has-checked:border-accent has-checked:bg-accent-wash"
        >
          <input
            type="radio"
            name="language"
            value={each}
            checked={choice === each}
            onChange={() => choose(each)}
            className="size-4 accent-accent"
          />
          {each === "automatic" ? t("language.automatic") : NAMES[each]}
        </label>
      ))}
    </fieldset>
  );
}
