import { titled } from "@/app/page-metadata";
import { Unsubscribe } from "@/inbox/Unsubscribe";

export const generateMetadata = titled((t) => t("unsubscribe.title"), {
  robots: { index: false },
  referrer: "no-referrer",
});

type Props = { searchParams: Promise<{ token?: string | string[] }> };

/** Where the link of a mail leads: asks whether somebody wants no more of them, signed in or not. */
export default async function UnsubscribePage({ searchParams }: Props) {
  const { token = "" } = await searchParams;
  return <Unsubscribe token={typeof token === "string" ? token : ""} />;
}
