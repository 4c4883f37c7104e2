/** The languages that there are messages for. Who wants none of them gets the first. */
export const LOCALES = ["en", "de"] as const;
export type Locale = (typeof LOCALES)[number];

/** What each language calls itself. */
export const NAMES: Record<Locale, string> = { en: "English", de: "Deutsch" };

/** Has the language that somebody has chosen for this browser. */
export const LOCALE_COOKIE = "language";

/** The language that a text names, such as the value of the cookie; undefined if it is none that there are messages for. */
export const localeOf = (text: string | undefined): Locale | undefined => LOCALES.find((locale) => locale === text);

type Range = { language: string; quality: number };

function rangeOf(text: string): Range {
  const [tag = "", ...parameters] = text.split(";").map((part) => part.trim());
  const quality = parameters.find((each) => each.startsWith("q="))?.slice(2);
  return { language: tag.toLowerCase().split("-")[0]!, quality: quality === undefined ? 1 : Number(quality) };
}

/** The language of a page: the one that is chosen, else what the browser likes best (`Accept-Language`) of those that there are. */
export function localeFor(chosen: string | undefined, accepts: string | null): Locale {
  const ranges = (accepts ?? "").split(",").map(rangeOf);
  const liked = ranges.filter(({ quality }) => quality > 0).sort((a, b) => b.quality - a.quality);
  const best = liked.find(({ language }) => localeOf(language) !== undefined)?.language;
  return localeOf(chosen) ?? localeOf(best) ?? LOCALES[0];
}
