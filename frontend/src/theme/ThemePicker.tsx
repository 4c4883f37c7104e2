"use client";

import { RadioCards } from "@/components/form/RadioCards";
import { Icon } from "@/components/Icon";
import { useTranslations } from "next-intl";
import { applyTheme, THEMES, type Theme } from "./theme";
import { useTheme } from "./useTheme";

/** Chooses how the pages look; what is chosen shows at once. */
export function ThemePicker({ initial }: { initial: Theme }) {
  const t = useTranslations();
  const theme = useTheme(initial);
  const says = (each: Theme) => (
    <>
      <Icon name={each} /> {t(`theme.${each}`)}
    </>
  );
  const choices = THEMES.map((value) => ({ value, says: says(value) }));
  return <RadioCards label={t("theme.label")} name="theme" value={theme} choices={choices} onChoose={applyTheme} />;
}
