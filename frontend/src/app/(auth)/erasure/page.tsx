import { titled } from "@/app/page-metadata";
import { ReceiptPage } from "@/erasure/ReceiptPage";
import { Texts } from "@/i18n/Texts";

export const generateMetadata = titled((t) => t("erasure.title"), {
  robots: { index: false },
  referrer: "no-referrer",
});

/** Where the mail about a deleted account leads. */
export default function ErasurePage() {
  return (
    <Texts of={["erasure"]}>
      <ReceiptPage />
    </Texts>
  );
}
