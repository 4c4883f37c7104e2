import type { MetadataRoute } from "next";
import { texts } from "@/texts";

/** What a device needs to install the pages as an app. */
export default function manifest(): MetadataRoute.Manifest {
  return {
    name: texts.product.name,
    short_name: texts.product.name,
    description: texts.product.tagline,
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
