"use client";

import de from "../../messages/de/error.json";
import en from "../../messages/en/error.json";
import { Button } from "@/components/form/Button";
import { LOCALES, localeOf } from "@/i18n/locales";
import { MessagePage } from "@/shell/MessagePage";
import "./globals.css";

const TEXTS = { en, de };

/** For when even the frame around all pages failed, and with it what knows more of the language than the page did before. */
export default function GlobalError() {
  const locale = localeOf(globalThis.document?.documentElement.lang) ?? LOCALES[0];
  const { title, hint, retry } = TEXTS[locale].error;
  return (
    <html lang={locale} suppressHydrationWarning>
      <body className="min-h-dvh antialiased" suppressHydrationWarning>
        <title>{title}</title>
        <MessagePage
          title={title}
          hint={hint}
          action={
            <Button kind="primary" onClick={() => window.location.reload()}>
              {retry}
            </Button>
          }
        />
      </body>
    </html>
  );
}
