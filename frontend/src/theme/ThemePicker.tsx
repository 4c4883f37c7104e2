"use client";

import { Icon } from "@/components/Icon";
import { useTranslations } from "next-intl";
import { applyTheme, THEMES, type Theme } from "./theme";
import { useTheme } from "./useTheme";

/** Chooses how the pages look; what is chosen shows at once. */
export function ThemePicker({ initial }: { initial: Theme }) {
  const t = useTranslations();
  const theme = useTheme(initial);
  return (
    <fieldset className="grid gap-2 sm:grid-cols-3">
      <legend className="sr-only">{t("theme.label")}</legend>
      {THEMES.map((each) => (
        <label
          key={each}
          className="flex min-h-11 items-center gap-3 rounded-control border border-edge px-3.5 text-sm font-medium hover:bg-sunken has-checked:border-accent has-checked:bg-accent-wash"
        >
          <input
            type="radio"
            name="theme"
            value={each}
            checked={theme === each}
            onChange={() => applyTheme(each)}
            className="size-4 accent-accent"
          />
          <Icon name={each} /> {t(`theme.${each}`)}
        </label>
      ))}
    </fieldset>
  );
}
