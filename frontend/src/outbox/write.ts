import type {
  CommentText,
  ItemDecision,
  NewComment,
  MessageText,
  NewConversation,
  NewPost,
  NewReport,
  PostChanges,
  Receipt,
  RoomName,
  UserChanges,
  UserDecision,
} from "@/api/generated/types.gen";
import type { ApiProblem } from "@/api/problem";

/** What can be written, and what is sent with it. */
export type Bodies = {
  "post.create": NewPost;
  "post.edit": PostChanges;
  "post.delete": null;
  "post.like": null;
  "post.unlike": null;
  "comment.create": NewComment;
  "comment.edit": CommentText;
  "comment.delete": null;
  "comment.like": null;
  "comment.unlike": null;
  "message.create": MessageText;
  "message.edit": MessageText;
  "message.delete": null;
  "conversation.create": NewConversation;
  "conversation.rename": RoomName;
  "user.edit": UserChanges;
  "user.set_picture": Blob;
  "user.block": null;
  "user.unblock": null;
  "user.follow": null;
  "user.unfollow": null;
  "post.report": NewReport;
  "post.withdraw_report": null;
  "comment.report": NewReport;
  "comment.withdraw_report": null;
  "post.lock": null;
  "post.unlock": null;
  "post.decide": ItemDecision;
  "comment.decide": ItemDecision;
  "user.decide": UserDecision;
};
export type Kind = keyof Bodies;

/** Where the messages say how a write stands: what is sent, or saved, has other words than what is posted. */
export type StateWords = "write" | "delivery" | "saving" | "like.states";

/**
 * `sending` lasts until the server has said what became of the write; `waiting`, until the server can be reached and takes it.
 * `failed`: the server refused it, or gave it up. `held`: nobody else sees it until a moderator approves it.
 */
export type WriteState = "sending" | "waiting" | "posted" | "held" | "failed";

/** Whether somebody may want to do something about it. */
export const isStuck = ({ state }: { state: WriteState }): boolean =>
  state === "waiting" || state === "held" || state === "failed";

/**
 * What is to be written. `queue` names writes that are shown together and sent one after the other, such as `feed` or
 * `comments:<post id>`; `to` is the id in the path of the call; `rev` is the revision that was read.
 */
export type NewWrite<K extends Kind = Kind> = { kind: K; queue: string; body: Bodies[K]; to?: string; rev?: number };

/** One write as it stands. */
export type Write<Body = unknown> = {
  /** Its Idempotency-Key: the same for each attempt. */
  key: string;
  kind: Kind;
  queue: string;
  body: Body;
  to?: string;
  rev?: number;
  state: WriteState;
  startedAt: string;
  /** Once the server has accepted it. From then on it is safe, whatever happens to this page. */
  receipt: Receipt | null;
  /** The id of what is written, once accepted: what optimistic display goes by. */
  resourceId: string | null;
  /** Why it failed, or has to wait. */
  problem: ApiProblem | null;
  /** Whether sending the same again can succeed. A write that was refused has to be changed first. */
  canTryAgain: boolean;
  /** Begun before the page was loaded, and nobody has been told how it ended. */
  isResumed: boolean;
};
