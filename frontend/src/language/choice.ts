import { LOCALE_COOKIE, LOCALES, localeOf } from "@/i18n/locales";

/** A language, or the one that the browser asks for. */
export const CHOICES = ["automatic", ...LOCALES] as const;
export type Choice = (typeof CHOICES)[number];

const YEAR_S = 31_536_000;

/** What the value of the cookie says. */
export const choiceOf = (value: string | undefined): Choice => localeOf(value) ?? "automatic";

/** Remembers a choice for this browser. The server has to make the page anew. */
export function keepChoice(choice: Choice): void {
  const value = choice === "automatic" ? "; Max-Age=0" : `${choice}; Max-Age=${YEAR_S}`;
  document.cookie = `${LOCALE_COOKIE}=${value}; Path=/; SameSite=Lax`;
}
