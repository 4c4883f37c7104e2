import type { MetadataRoute } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { PRODUCT } from "@/i18n/product";

/** What a device needs to install the pages as an app. */
export default async function manifest(): Promise<MetadataRoute.Manifest> {
  const [t, lang] = [await getTranslations(), await getLocale()];
  return {
    name: PRODUCT,
    short_name: PRODUCT,
    description: t("document.tagline"),
    lang,
    start_url: "/",
    display: "standalone",
    background_color: "#eff3ef",
    theme_color: "#ffffff",
    icons: [
      { src: "/icon.svg", sizes: "any", type: "image/svg+xml" },
      { src: "/icons/icon-192.png", sizes: "192x192", type: "image/png" },
      { src: "/icons/icon-512.png", sizes: "512x512", type: "image/png" },
      { src: "/icons/maskable-512.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
    ],
  };
}
