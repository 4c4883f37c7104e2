import type { Metadata } from "next";
import { listInbox } from "@/api/generated/sdk.gen";
import { apiOfVisitor } from "@/api/server";
import { Inbox } from "@/inbox/Inbox";
import { PAGE } from "@/inbox/page-size";
import { PausedPage } from "@/session/Resume";
import { requireSession } from "@/session/server";
import { inbox } from "@/texts/inbox";

export const metadata: Metadata = { title: inbox.title };

/** What one is told of. */
export default async function InboxPage() {
  const session = await requireSession();
  if (session.status === "paused") return <PausedPage />;
  const { data } = await listInbox({ client: await apiOfVisitor(), query: { limit: PAGE } });
  return (
    <>
      <h1 className="mb-6 text-2xl font-semibold">{inbox.title}</h1>
      <Inbox first={data} renderedAt={new Date().toISOString()} />
    </>
  );
}
