/** What happened, with ids and never with content. */
export type LiveEvent = {
  id: string;
  type:
    | "post.created"
    | "post.updated"
    | "post.deleted"
    | "comment.created"
    | "comment.updated"
    | "comment.deleted"
    | "user.updated";
  seq: number;
  at: string;
  actor_id: string;
  post_id?: string;
  comment_id?: string;
  rev?: number;
};

/** A place to listen at. One's own (`user:<id>`) needs no joining. */
export type Room = "feed" | `post:${string}` | `user:${string}`;

/** The rooms that hear of an event, as the server decides it. */
export function roomsOf(event: LiveEvent): Room[] {
  if (event.type.startsWith("user.")) return [`user:${event.actor_id}`];
  const post: Room = `post:${event.post_id}`;
  return event.type.startsWith("post.") ? ["feed", post] : [post];
}

/** Why the server closed the connection. */
export type Bye =
  "session_ended" | "token_expired" | "too_fast" | "malformed" | "not_signed_in" | "replaced" | "slow" | "unavailable";
