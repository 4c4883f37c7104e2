import type { Locale } from "./locales";

/** English without a comma before the last name. */
const TAGS: Record<Locale, string> = { en: "en-GB", de: "de" };
const formats = new Map<Locale, Intl.ListFormat>();

/** Names in a row: `Ada, Bob and Eve`. */
export function joined(names: readonly string[], locale: Locale): string {
  const format = formats.get(locale) ?? new Intl.ListFormat(TAGS[locale]);
  formats.set(locale, format);
  return format.format(names);
}
