import type { ConversationEvent } from "./conversation-events";

export const LIVE_EVENTS = [
  "post.created",
  "post.updated",
  "post.deleted",
  "post.restored",
  "post.locked",
  "post.unlocked",
  "comment.created",
  "comment.updated",
  "comment.deleted",
  "comment.restored",
  "like.created",
  "like.deleted",
  "mention.created",
  "inbox.updated",
  "invitation.received",
  "invitation.ended",
  "follow.created",
  "follow.deleted",
  "user.updated",
] as const;

/** What happened, with ids and never with content. `seq` is its place in each of its rooms. */
export type LiveEvent = {
  id: string;
  type: (typeof LIVE_EVENTS)[number];
  rooms: string[];
  seq: string;
  at: string;
  actor_id: string;
  post_id?: string;
  comment_id?: string;
  /** Of a comment that is a reply. */
  parent_id?: string;
  /** Of a comment that was deleted: with replies its place stays. */
  reply_count?: number;
  rev?: number;
  /** How many like it after this. */
  like_count?: number;
  /** Of an invitation: the room. */
  conversation_id?: string;
  /** Who is invited or followed, or no longer, and how many follow them after this. */
  user_id?: string;
  follower_count?: number;
};

/** A place to listen at. In `user:<id>` and `conversations`, one's own, one is without asking. */
export type Room = "feed" | `post:${string}` | `user:${string}` | "conversations";

/** What is heard in a room. */
export type EventIn<R extends Room> = R extends "conversations" ? ConversationEvent : LiveEvent;

/** Why the server closed the connection. */
export type Bye =
  "session_ended" | "token_expired" | "too_fast" | "malformed" | "not_signed_in" | "replaced" | "slow" | "unavailable";
