import { titled } from "@/app/page-metadata";
import { Confirm } from "@/auth/Confirm";
import { readSession } from "@/session/server";

export const generateMetadata = titled((t) => t("confirm.title"), {
  robots: { index: false },
  referrer: "no-referrer",
});

/** Where the link of a mail leads by which an address is confirmed, signed in or not. */
export default async function ConfirmPage() {
  const session = await readSession().catch(() => null);
  return <Confirm isSignedIn={session !== null && session.status !== "signed-out"} />;
}
