"use client";

import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { createContext, use, useEffect, useState, useSyncExternalStore, type ReactNode } from "react";
import type { ConversationEvent } from "@/live/conversation-events";
import type { Line, LineState } from "@/live/line";
import { useRoom } from "@/live/LiveProvider";
import { useSession } from "@/session/SessionProvider";
import { useOutbox } from "@/outbox/OutboxProvider";
import type { Outbox } from "@/outbox/outbox";
import { readUpTo, withMessage, withoutMessage } from "./state/conversations";
import { Messages } from "./state/messages";
import { conversationChanges, fetchMessages } from "./state/queries";
import { signalLine } from "./state/signals";
import { NOBODY, WhoIsThere, type Presence } from "./state/who-is-there";

/** More than can be accepted and not stored yet, unless the server is away. */
const SAID = 50;
type Said = Extract<ConversationEvent, { type: "message.new" | "message.edited" }>;

/** What this page knows of its conversations, and how it hears of them. */
class Chat {
  readonly people = new WhoIsThere();
  /** The socket, for who is there and who is typing. */
  readonly line: Line;
  /** What was said last, and not taken back. */
  said: Said[] = [];
  private readonly rooms = new Map<string, Messages>();

  constructor(onBye: (isEnded: boolean) => void) {
    this.line = signalLine((reason) => onBye(reason === "session_ended"), {
      onTyping: (conversationId, userId) => this.people.setTyping(conversationId, userId),
      onPresence: (userId, online) => this.people.setOnline([userId], online),
    });
  }

  /** The messages of a conversation: the same object for the life of this page. */
  messages(conversationId: string): Messages {
    const found = this.rooms.get(conversationId) ?? new Messages();
    this.rooms.set(conversationId, found);
    return found;
  }

  /** Notes what was said: for a moment, the server does not have it in what one fetches. */
  note(event: ConversationEvent): void {
    if (event.type === "message.new") this.said = [...this.said, event].slice(-SAID);
    else if ("message_id" in event) this.said = this.said.filter(({ message_id }) => message_id !== event.message_id);
  }

  /** Looks at what is shown again, after nobody knows what was missed. */
  async refetch(): Promise<void> {
    const shown = [...this.rooms].filter(([, messages]) => messages.older !== undefined);
    await Promise.all(shown.map(async ([id, messages]) => messages.addNewest(await fetchMessages(id))));
  }
}

const ChatContext = createContext<Chat | null>(null);

export function useChat(): Chat {
  const chat = use(ChatContext);
  if (!chat) throw new Error("useChat is for components inside ChatProvider");
  return chat;
}

const quietly = (work: Promise<unknown>) => void work.catch(() => undefined);

/** What an event changes on this page. */
function apply(chat: Chat, queries: QueryClient, outbox: Outbox, meId: string, event: ConversationEvent): void {
  const { refresh, reread, recount, change, forget } = conversationChanges(queries);
  const [id, messages] = [event.conversation_id, chat.messages(event.conversation_id)];
  chat.note(event);
  if ("message_id" in event) outbox.hurry(event.message_id);
  switch (event.type) {
    case "message.new":
      messages.put(event.message);
      chat.people.stopTyping(id, event.message.author.id);
      return quietly(change(id, (conversation) => withMessage(conversation, event.message, meId), true));
    case "message.edited":
      return messages.put(event.message);
    case "message.deleted":
    case "message.retracted": {
      const gone = messages.remove(event.message_id);
      return quietly(gone ? change(id, (conversation) => withoutMessage(conversation, gone, meId)) : recount(id));
    }
    case "conversation.read":
      return event.actor_id === meId
        ? quietly(change(id, (conversation) => readUpTo(conversation, event.read_seq)))
        : undefined;
    case "conversation.invited":
    case "conversation.uninvited":
      return quietly(reread(id));
    case "conversation.renamed":
      outbox.hurry(id);
      return quietly(reread(id));
    case "conversation.left":
      return event.user_id === meId ? forget(id) : quietly(refresh(id));
    default:
      return quietly(refresh(id));
  }
}

/** Fetches everything anew, after nobody knows what was missed, and adds what was said and is not stored yet. */
async function refetch(chat: Chat, queries: QueryClient, meId: string): Promise<void> {
  const { refetch: refetchList, change } = conversationChanges(queries);
  await Promise.all([chat.refetch(), refetchList()]);
  for (const { conversation_id, message } of chat.said)
    await change(conversation_id, (conversation) => withMessage(conversation, message, meId));
}

/** Gives all components inside what is said, as it is. Only for them there is a socket, too; it rests while the session is paused. */
export function ChatProvider({ children }: { children?: ReactNode }) {
  const { status, me, check } = useSession();
  const [queries, outbox] = [useQueryClient(), useOutbox()];
  const [chat] = useState(() => new Chat(check));
  const isTalking = status === "signed-in" && children !== undefined;
  useEffect(() => {
    if (!isTalking) return;
    chat.line.open();
    return () => chat.line.close();
  }, [chat, isTalking]);
  useRoom(
    me && "conversations",
    (event) => apply(chat, queries, outbox, me?.id ?? "", event),
    () => quietly(refetch(chat, queries, me?.id ?? "")),
  );
  return <ChatContext value={chat}>{children}</ChatContext>;
}

/** Who is there and who is typing. */
export function usePresence(): Presence {
  const { people } = useChat();
  return useSyncExternalStore(people.subscribe, people.now, () => NOBODY);
}

/** How the socket is. */
export function useSocketState(): LineState {
  const { line } = useChat();
  return useSyncExternalStore(line.subscribe, line.state, () => "off");
}
