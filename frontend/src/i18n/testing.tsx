import { createTranslator, NextIntlClientProvider, type Messages } from "next-intl";
import type { ReactNode } from "react";
import de from "../../messages/de";
import en from "../../messages/en";
import type { Locale } from "./locales";
import type { Translate } from "./translate";

/** All messages, for tests alone. */
export const ALL: Record<Locale, Messages> = { en, de: de as unknown as Messages };

const onError = (error: Error) => {
  throw error;
};

/** What `useTranslations()` gives in this language; throws where a message or an argument is missing. */
export const translateIn = (locale: Locale): Translate =>
  createTranslator({ locale, messages: ALL[locale], onError }) as Translate;

/** A wrapper for what is rendered in a test: the messages of a page in this language. */
export function InLanguage({ locale, children }: { locale: Locale; children: ReactNode }) {
  return (
    <NextIntlClientProvider locale={locale} messages={ALL[locale]} timeZone="UTC" onError={onError}>
      {children}
    </NextIntlClientProvider>
  );
}

export const InEnglish = ({ children }: { children: ReactNode }) => <InLanguage locale="en">{children}</InLanguage>;
export const InGerman = ({ children }: { children: ReactNode }) => <InLanguage locale="de">{children}</InLanguage>;
