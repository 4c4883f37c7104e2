import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { getLocale, getTranslations } from "next-intl/server";
import { PRODUCT } from "@/i18n/product";
import { RootTexts } from "@/i18n/Texts";
import { THEME_COOKIE, themeOf } from "@/theme/theme";
import "./globals.css";

/** What holds for every page that says nothing else. */
export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations();
  return { title: { default: PRODUCT, template: `%s · ${PRODUCT}` }, description: t("document.tagline") };
}

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#ffffff" },
    { media: "(prefers-color-scheme: dark)", color: "#1c2420" },
  ],
};

/** Around every page. It reads a cookie, so each page is made when it is asked for, with its own nonce. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const [t, locale] = [await getTranslations(), await getLocale()];
  const theme = themeOf((await cookies()).get(THEME_COOKIE)?.value);
  return (
    <html lang={locale} data-theme={theme === "system" ? undefined : theme} suppressHydrationWarning>
      <body className="min-h-dvh antialiased">
        <a
          href="#content"
          className="sr-only z-50 rounded-control bg-accent px-4 py-2 text-on-accent focus:not-sr-only focus:fixed focus:top-3 focus:left-3"
        >
          {t("document.skip")}
        </a>
        <noscript>
          <p className="bg-notice-wash px-4 py-2 text-center text-sm text-notice">{t("document.noScript")}</p>
        </noscript>
        <RootTexts>{children}</RootTexts>
      </body>
    </html>
  );
}
