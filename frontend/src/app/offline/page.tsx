import { titled } from "@/app/page-metadata";
import { Texts } from "@/i18n/Texts";
import { Offline } from "@/offline/Offline";

export const generateMetadata = titled((t) => t("offline.title"), { robots: { index: false } });

/** What a browser keeps for when the site cannot be reached (public/sw.js). It says nothing about anybody: each browser has it. */
export default function OfflinePage() {
  return (
    <Texts of={["offline"]}>
      <Offline />
    </Texts>
  );
}
