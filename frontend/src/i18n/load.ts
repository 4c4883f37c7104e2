import type { Messages } from "next-intl";
import type { Locale } from "./locales";

/** The same keys, each with a message of its own. */
type Translated<Part> = { [Key in keyof Part]: Part[Key] extends string ? string : Translated<Part[Key]> };

const LOADS: Record<Locale, () => Promise<{ default: Translated<Messages> }>> = {
  en: () => import("../../messages/en"),
  de: () => import("../../messages/de"),
};

/** All messages of a language. Too many for a browser: `Texts` hands on those that a page needs. */
export const loadMessages = async (locale: Locale): Promise<Messages> =>
  (await LOADS[locale]()).default as unknown as Messages;
