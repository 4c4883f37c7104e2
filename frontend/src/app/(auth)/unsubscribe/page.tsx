import type { Metadata } from "next";
import { Unsubscribe } from "@/inbox/Unsubscribe";
import { mail } from "@/texts/mail";

export const metadata: Metadata = { title: mail.end.title, robots: { index: false }, referrer: "no-referrer" };

type Props = { searchParams: Promise<{ token?: string | string[] }> };

/** Where the link of a mail leads: asks whether somebody wants no more of them, signed in or not. */
export default async function UnsubscribePage({ searchParams }: Props) {
  const { token = "" } = await searchParams;
  return <Unsubscribe token={typeof token === "string" ? token : ""} />;
}
