import { Texts } from "@/i18n/Texts";
import { titled } from "@/app/page-metadata";
import { listInbox } from "@/api/generated/sdk.gen";
import { apiOfVisitor } from "@/api/server";
import { Inbox } from "@/inbox/Inbox";
import { PAGE } from "@/inbox/page-size";
import { PausedPage } from "@/session/Resume";
import { requireSession } from "@/session/server";
import { getTranslations } from "next-intl/server";

export const generateMetadata = titled((t) => t("inbox.title"));

/** What one is told of. */
export default async function InboxPage() {
  const t = await getTranslations();
  const session = await requireSession();
  if (session.status === "paused") return <PausedPage />;
  const { data } = await listInbox({ client: await apiOfVisitor(), query: { limit: PAGE } });
  return (
    <>
      <h1 className="mb-6 text-2xl font-semibold">{t("inbox.title")}</h1>
      <Texts of={["inbox", "reasons", "appeal"]}>
        <Inbox first={data} renderedAt={new Date().toISOString()} />
      </Texts>
    </>
  );
}
