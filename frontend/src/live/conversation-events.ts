import type { Message } from "@/api/generated/types.gen";

type About = { id: string; rooms: string[]; seq: string; at: string; actor_id: string; conversation_id: string };

/** What members hear. A message is heard when it is accepted, and taken back (`message.retracted`) should it come to nothing. */
export type ConversationEvent = About &
  (
    | { type: "message.new" | "message.edited"; message_id: string; message: Message }
    | { type: "message.deleted" | "message.retracted"; message_id: string }
    | { type: "conversation.created" | "conversation.renamed" }
    | { type: "conversation.joined" | "conversation.left"; user_id: string }
    | { type: "conversation.invited" | "conversation.uninvited"; user_id: string }
    | { type: "conversation.read"; read_seq: number }
  );

export const CONVERSATION_EVENTS = [
  "message.new",
  "message.edited",
  "message.deleted",
  "message.retracted",
  "conversation.created",
  "conversation.invited",
  "conversation.uninvited",
  "conversation.joined",
  "conversation.left",
  "conversation.renamed",
  "conversation.read",
] as const satisfies readonly ConversationEvent["type"][];
