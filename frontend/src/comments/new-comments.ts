import { queueKeys } from "@/outbox/draft-keys";

/** Where a comment is written: on a post, or below the comment that it `answers`. */
export type Target = { postId: string; answers?: string };

/** The queue of what is written there. */
export const queueOf = ({ postId, answers }: Target) =>
  answers ? queueKeys.newReplies(answers) : queueKeys.newComments(postId);
