import { Texts } from "@/i18n/Texts";
import type { ReactNode } from "react";
import { listConversations, listInvitations } from "@/api/generated/sdk.gen";
import { apiOfVisitor } from "@/api/server";
import { ChatFrame } from "@/chat/ChatFrame";
import { ChatProvider } from "@/chat/ChatProvider";
import { CONVERSATIONS, INVITATIONS } from "@/chat/state/page-size";
import { PausedPage } from "@/session/Resume";
import { requireSession } from "@/session/server";

/** Around all conversations: the list of them. */
export default async function ChatLayout({ children }: { children: ReactNode }) {
  const session = await requireSession();
  if (session.status === "paused") return <PausedPage />;
  const client = await apiOfVisitor();
  const [{ data }, { data: invitations }] = await Promise.all([
    listConversations({ client, query: { limit: CONVERSATIONS } }),
    listInvitations({ client, query: { limit: INVITATIONS } }),
  ]);
  return (
    <Texts of={["chat", "invitations", "members", "delivery", "saving", "own", "remove", "notFound"]}>
      <ChatProvider>
        <ChatFrame first={data} invitations={invitations} renderedAt={new Date().toISOString()}>
          {children}
        </ChatFrame>
      </ChatProvider>
    </Texts>
  );
}
