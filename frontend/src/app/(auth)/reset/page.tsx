import { titled } from "@/app/page-metadata";
import { ResetForm } from "@/auth/ResetForm";

export const generateMetadata = titled((t) => t("reset.title"), {
  robots: { index: false },
  referrer: "no-referrer",
});

/** Where the link of a mail leads to who has forgotten their password. */
export default function ResetPage() {
  return <ResetForm />;
}
