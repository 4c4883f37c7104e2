import type { Conversation, Message } from "@/api/generated/types.gen";

type Person = Conversation["members"][number];

/** The members beside oneself. */
export function othersIn(conversation: Conversation, meId: string): Person[] {
  return conversation.members.filter(({ id }) => id !== meId);
}

/** What a conversation is called: a room's name, or whom one talks with. */
export function titleOf(conversation: Conversation, meId: string): string {
  if (conversation.name) return conversation.name;
  return (othersIn(conversation, meId)[0] ?? conversation.members[0])?.name ?? "";
}

/**
 * Whether its members see of one another who is there: in a room they have agreed to that by coming into it, in a direct conversation
 * once both have written.
 */
export const isShared = ({ kind, members, writers }: Conversation): boolean =>
  kind === "room" || members.every(({ id }) => writers.includes(id));

/** The conversation after a message in it. */
export function withMessage(conversation: Conversation, message: Message, meId: string): Conversation {
  const isNew = message.seq > conversation.last_seq;
  const isOwn = message.author.id === meId;
  const isFirst = conversation.kind === "direct" && !conversation.writers.includes(message.author.id);
  return {
    ...conversation,
    writers: isFirst ? [...conversation.writers, message.author.id] : conversation.writers,
    last_seq: Math.max(conversation.last_seq, message.seq),
    active_at: message.created_at > conversation.active_at ? message.created_at : conversation.active_at,
    unread_count: conversation.unread_count + (isNew && !isOwn ? 1 : 0),
  };
}

/** The conversation after a message in it was deleted or retracted. */
export function withoutMessage(conversation: Conversation, message: Message, meId: string): Conversation {
  const wasUnread = message.seq > conversation.read_seq && message.author.id !== meId;
  return { ...conversation, unread_count: Math.max(0, conversation.unread_count - (wasUnread ? 1 : 0)) };
}

/** The conversation when one has read up to this message. */
export function readUpTo(conversation: Conversation, seq: number): Conversation {
  if (seq <= conversation.read_seq) return conversation;
  const left = Math.max(0, conversation.last_seq - seq);
  return { ...conversation, read_seq: seq, unread_count: Math.min(conversation.unread_count, left) };
}

/** What is different in a conversation after something happened in it: nothing else was told of it. */
export const difference = (before: Conversation, after: Conversation): Partial<Conversation> =>
  Object.fromEntries(
    Object.entries(after).filter(([name, value]) => value !== before[name as keyof Conversation]),
  ) as Partial<Conversation>;
