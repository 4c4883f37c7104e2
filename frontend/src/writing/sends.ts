import { client } from "@/api/browser";
import * as api from "@/api/generated/sdk.gen";
import type { CommentText, MessageText, NewConversation, NewPost, PostChanges, Receipt, UserChanges } from "@/api/generated/types.gen";
import { inTurn } from "./in-turn";
import type { Send } from "./write";

type Answer = Promise<{ data: unknown }>;

/** Without `Prefer: wait` the API answers every write with its receipt. */
const receiptOf = async (answer: Answer) => (await answer).data as Receipt;
const withKey = (key: string) => ({ "Idempotency-Key": key });

/** Makes a post. */
export const sendPost: Send<NewPost> = (body, key) => receiptOf(api.createPost({ client, body, headers: withKey(key) }));

/** Comments on a post. */
export const sendCommentOn = (post_id: string): Send<CommentText> => (body, key) =>
  receiptOf(api.createComment({ client, body, path: { post_id }, headers: withKey(key) }));

/** Changes a post, if it is still the one that was read (`rev`). */
export const sendPostEdit = (post_id: string, rev: number): Send<PostChanges> => (body, key) =>
  receiptOf(api.editPost({ client, body, path: { post_id }, headers: { ...withKey(key), "If-Match": `"${rev}"` } }));

/** Changes a comment, if it is still the one that was read (`rev`). */
export const sendCommentEdit = (comment_id: string, rev: number): Send<CommentText> => (body, key) =>
  receiptOf(api.editComment({ client, body, path: { comment_id }, headers: { ...withKey(key), "If-Match": `"${rev}"` } }));

/** Deletes a post. */
export const sendPostDelete = (post_id: string): Send<null> => (_, key) =>
  receiptOf(api.deletePost({ client, path: { post_id }, headers: withKey(key) }));

/** Deletes a comment. */
export const sendCommentDelete = (comment_id: string): Send<null> => (_, key) =>
  receiptOf(api.deleteComment({ client, path: { comment_id }, headers: withKey(key) }));

/**
 * Says something in a conversation: one thing after the other, as two at once may be accepted the other way round. Its key is in the
 * message, too: it may be heard before the API has answered.
 */
export const sendMessageIn = (conversation_id: string): Send<MessageText> => (body, key) =>
  inTurn(conversation_id, () =>
    receiptOf(api.createMessage({ client, body: { ...body, client_id: key }, path: { conversation_id }, headers: withKey(key) })));

/** Changes a message, if it is still the one that was read (`rev`). */
export const sendMessageEdit = (message_id: string, rev: number): Send<MessageText> => (body, key) =>
  receiptOf(api.editMessage({ client, body, path: { message_id }, headers: { ...withKey(key), "If-Match": `"${rev}"` } }));

/** Deletes a message. */
export const sendMessageDelete = (message_id: string): Send<null> => (_, key) =>
  receiptOf(api.deleteMessage({ client, path: { message_id }, headers: withKey(key) }));

/** Starts a conversation; a direct one that there is already is found. */
export const sendConversation: Send<NewConversation> = (body, key) =>
  receiptOf(api.createConversation({ client, body, headers: withKey(key) }));

/** Changes one's own name or picture. */
export const sendProfile: Send<UserChanges> = (body, key) => receiptOf(api.editMe({ client, body, headers: withKey(key) }));

/** Blocks somebody. */
export const sendBlock = (user_id: string): Send<null> => (_, key) =>
  receiptOf(api.blockUser({ client, path: { user_id }, headers: withKey(key) }));

/** Blocks somebody no longer. */
export const sendUnblock = (user_id: string): Send<null> => (_, key) =>
  receiptOf(api.unblockUser({ client, path: { user_id }, headers: withKey(key) }));
