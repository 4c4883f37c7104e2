import { getTranslations } from "next-intl/server";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { getConversation, listMessages } from "@/api/generated/sdk.gen";
import { orNotFound } from "@/api/found";
import { apiOfVisitor } from "@/api/server";
import { titleOf } from "@/chat/state/conversations";
import { MESSAGES } from "@/chat/state/page-size";
import { Thread } from "@/chat/Thread";
import { readSession, requireSession } from "@/session/server";

type Props = { params: Promise<{ id: string }> };

const load = cache(async (conversation_id: string) => {
  const client = await apiOfVisitor();
  const [conversation, messages] = await Promise.all([
    getConversation({ client, path: { conversation_id } }),
    listMessages({ client, path: { conversation_id }, query: { limit: MESSAGES } }),
  ]).catch(orNotFound(notFound));
  return { conversation: conversation.data, messages: messages.data };
});

/** What the conversation is called, for its members. */
export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { id } = await params;
  const session = await readSession();
  if (session.status !== "signed-in") return { title: (await getTranslations())("chat.title") };
  return { title: titleOf((await load(id)).conversation, session.me.id) };
}

/** One conversation. */
export default async function Page({ params }: Props) {
  const session = await requireSession();
  if (session.status === "paused") return null; // the layout says so
  const { id } = await params;
  return <Thread key={id} {...await load(id)} renderedAt={new Date().toISOString()} />;
}
