import "server-only";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { headers } from "next/headers";
import { PRODUCT } from "@/i18n/product";
import type { Translate } from "@/i18n/translate";

const DESCRIPTION_MAX = 160;

/** What a page says of itself in its own language, where that is a title and what is the same for all. */
export const titled =
  (title: (t: Translate) => string, more: Metadata = {}) =>
  async (): Promise<Metadata> => ({ title: title(await getTranslations()), ...more });

type Page = {
  title: string;
  description: string;
  path: string;
  article?: { authors: string[]; publishedTime: string };
};

/** Where this site is, as whoever asks has written it: `https://example.org`. */
export async function siteOrigin(): Promise<string> {
  const asked = await headers();
  return `${asked.get("x-forwarded-proto") ?? "http"}://${asked.get("host") ?? "localhost"}`;
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length <= DESCRIPTION_MAX ? line : `${line.slice(0, line.lastIndexOf(" ", DESCRIPTION_MAX - 2))} …`;
}

/** What search engines and previews of links say about a page that everybody may read; its address is `path`. */
export async function pageMetadata({ title, description: text, path, article }: Page): Promise<Metadata> {
  const description = shortened(text);
  const about = { title, description, url: path, siteName: PRODUCT };
  return {
    metadataBase: new URL(await siteOrigin()),
    title,
    description,
    alternates: { canonical: path },
    openGraph: article ? { ...about, type: "article", ...article } : { ...about, type: "website" },
    twitter: { card: "summary", title, description },
  };
}
