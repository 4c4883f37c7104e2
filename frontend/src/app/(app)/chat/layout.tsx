import { Texts } from "@/i18n/Texts";
import type { ReactNode } from "react";
import { listConversations } from "@/api/generated/sdk.gen";
import { apiOfVisitor } from "@/api/server";
import { ChatFrame } from "@/chat/ChatFrame";
import { ChatProvider } from "@/chat/ChatProvider";
import { CONVERSATIONS } from "@/chat/state/page-size";
import { PausedPage } from "@/session/Resume";
import { requireSession } from "@/session/server";

/** Around all conversations: the list of them. */
export default async function ChatLayout({ children }: { children: ReactNode }) {
  const session = await requireSession();
  if (session.status === "paused") return <PausedPage />;
  const { data } = await listConversations({ client: await apiOfVisitor(), query: { limit: CONVERSATIONS } });
  return (
    <Texts of={["chat", "members", "delivery", "saving", "own", "remove", "notFound"]}>
      <ChatProvider>
        <ChatFrame first={data} renderedAt={new Date().toISOString()}>
          {children}
        </ChatFrame>
      </ChatProvider>
    </Texts>
  );
}
