import { useTranslations } from "next-intl";
import { NAMES } from "@/i18n/locales";
import type { Choice } from "./choice";

/** What a choice is called: a language by its own name. */
export function useChoiceName() {
  const t = useTranslations();
  return (choice: Choice) => (choice === "automatic" ? t("language.automatic") : NAMES[choice]);
}
