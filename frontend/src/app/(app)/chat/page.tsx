import { titled } from "@/app/page-metadata";
import { StartDirect } from "@/chat/StartDirect";
import { EmptyState } from "@/components/EmptyState";
import { getTranslations } from "next-intl/server";

export const generateMetadata = titled((t) => t("chat.title"));

type Props = { searchParams: Promise<{ with?: string | string[] }> };

/** No conversation is open; `?with=<user id>` opens the one with somebody. */
export default async function Page({ searchParams }: Props) {
  const t = await getTranslations();
  const { with: userId } = await searchParams;
  if (typeof userId === "string" && /^[0-9a-f]{24}$/.test(userId)) return <StartDirect userId={userId} />;
  return (
    <div className="m-auto p-6">
      <EmptyState title={t("chat.choose")} hint={t("chat.chooseHint")} />
    </div>
  );
}
