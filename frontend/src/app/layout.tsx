import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { texts } from "@/texts";
import { THEME_COOKIE, themeOf } from "@/theme/theme";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: texts.product.name, template: `%s · ${texts.product.name}` },
  description: texts.product.tagline,
};

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
  const theme = themeOf((await cookies()).get(THEME_COOKIE)?.value);
  return (
    <html lang="en" data-theme={theme === "system" ? undefined : theme} suppressHydrationWarning>
      <body className="min-h-dvh antialiased">
        <a
          href="#content"
          className="sr-only z-50 rounded-control bg-accent px-4 py-2 text-on-accent focus:not-sr-only focus:fixed focus:top-3 focus:left-3"
        >
          {texts.skip}
        </a>
        <noscript>
          <p className="bg-notice-wash px-4 py-2 text-center text-sm text-notice">{texts.noScript}</p>
        </noscript>
        {children}
      </body>
    </html>
  );
}
