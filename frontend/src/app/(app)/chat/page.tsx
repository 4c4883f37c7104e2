import type { Metadata } from "next";
import { StartDirect } from "@/chat/StartDirect";
import { EmptyState } from "@/components/EmptyState";
import { texts } from "@/texts";

export const metadata: Metadata = { title: texts.chat.title };

type Props = { searchParams: Promise<{ with?: string | string[] }> };

/** No conversation is open; `?with=<user id>` opens the one with somebody. */
export default async function Page({ searchParams }: Props) {
  const { with: userId } = await searchParams;
  if (typeof userId === "string" && /^[0-9a-f]{24}$/.test(userId)) return <StartDirect userId={userId} />;
  return (
    <div className="m-auto p-6">
      <EmptyState title={texts.chat.choose} hint={texts.chat.chooseHint} />
    </div>
  );
}
