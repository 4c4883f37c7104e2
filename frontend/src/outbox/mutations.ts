import { client } from "@/api/browser";
import * as api from "@/api/generated/sdk.gen";
import type { Receipt } from "@/api/generated/types.gen";
import type { Bodies, Kind, Write } from "./write";

type Answer = Promise<{ data: unknown }>;
/** `to` is the id in the path; `headers` carry the key, and the revision that was read. */
type Call<Body> = { body: Body; to: string; key: string; headers: Record<string, string> };

/** How each kind of write is sent. */
const CALLS: { [K in Kind]: (call: Call<Bodies[K]>) => Answer } = {
  "post.create": ({ body, headers }) => api.createPost({ client, body, headers }),
  "post.edit": ({ body, to, headers }) => api.editPost({ client, body, headers, path: { post_id: to } }),
  "post.delete": ({ to, headers }) => api.deletePost({ client, headers, path: { post_id: to } }),
  "post.like": ({ to, headers }) => api.likePost({ client, headers, path: { post_id: to } }),
  "post.unlike": ({ to, headers }) => api.unlikePost({ client, headers, path: { post_id: to } }),
  "comment.create": ({ body, to, headers }) => api.createComment({ client, body, headers, path: { post_id: to } }),
  "comment.edit": ({ body, to, headers }) => api.editComment({ client, body, headers, path: { comment_id: to } }),
  "comment.delete": ({ to, headers }) => api.deleteComment({ client, headers, path: { comment_id: to } }),
  "comment.like": ({ to, headers }) => api.likeComment({ client, headers, path: { comment_id: to } }),
  "comment.unlike": ({ to, headers }) => api.unlikeComment({ client, headers, path: { comment_id: to } }),
  // Its key is in the message, too: it may be heard before the API has answered.
  "message.create": ({ body, to, key, headers }) =>
    api.createMessage({ client, body: { ...body, client_id: key }, headers, path: { conversation_id: to } }),
  "message.edit": ({ body, to, headers }) => api.editMessage({ client, body, headers, path: { message_id: to } }),
  "message.delete": ({ to, headers }) => api.deleteMessage({ client, headers, path: { message_id: to } }),
  "conversation.create": ({ body, headers }) => api.createConversation({ client, body, headers }),
  "conversation.rename": ({ body, to, headers }) =>
    api.renameRoom({ client, body, headers, path: { conversation_id: to } }),
  "user.edit": ({ body, headers }) => api.editMe({ client, body, headers }),
  "user.set_picture": ({ body, headers }) => api.setPicture({ client, body, headers }),
  "user.block": ({ to, headers }) => api.blockUser({ client, headers, path: { user_id: to } }),
  "user.unblock": ({ to, headers }) => api.unblockUser({ client, headers, path: { user_id: to } }),
  "user.follow": ({ to, headers }) => api.followUser({ client, headers, path: { user_id: to } }),
  "user.unfollow": ({ to, headers }) => api.unfollowUser({ client, headers, path: { user_id: to } }),
  "post.report": ({ body, to, headers }) => api.reportPost({ client, body, headers, path: { post_id: to } }),
  "post.withdraw_report": ({ to, headers }) => api.withdrawPostReport({ client, headers, path: { post_id: to } }),
  "comment.report": ({ body, to, headers }) => api.reportComment({ client, body, headers, path: { comment_id: to } }),
  "comment.withdraw_report": ({ to, headers }) =>
    api.withdrawCommentReport({ client, headers, path: { comment_id: to } }),
  "post.lock": ({ to, headers }) => api.lockPost({ client, body: {}, headers, path: { post_id: to } }),
  "post.unlock": ({ to, headers }) => api.unlockPost({ client, headers, path: { post_id: to } }),
  "post.decide": ({ body, to, headers }) => api.decidePost({ client, body, headers, path: { post_id: to } }),
  "comment.decide": ({ body, to, headers }) => api.decideComment({ client, body, headers, path: { comment_id: to } }),
  "user.decide": ({ body, to, headers }) => api.decideUser({ client, body, headers, path: { user_id: to } }),
};

/** Sends a write once and answers its receipt: without `Prefer: wait` the API answers every write with it. Throws an ApiProblem. */
export async function send({ kind, body, to = "", key, rev }: Write): Promise<Receipt> {
  const headers: Record<string, string> = { "Idempotency-Key": key };
  if (rev !== undefined) headers["If-Match"] = `"${rev}"`;
  const call = CALLS[kind] as (call: Call<unknown>) => Answer;
  return (await call({ body, to, key, headers })).data as Receipt;
}

/** Whether a write of this kind is kept until it is sent. What is asked for and waited for, such as a new conversation or a decision, is not. */
export const isKept = (kind: Kind): boolean =>
  /^(post|comment|message)\.|follow$/.test(kind) && !/report$|decide$|lock$/.test(kind);

/** Whether this is a kind of write. */
export const isKind = (kind: unknown): kind is Kind => typeof kind === "string" && kind in CALLS;
