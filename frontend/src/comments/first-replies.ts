import type { Comment, ThreadComment } from "@/api/generated/types.gen";

/** A comment as it is shown: with its first replies if it came in a page of its thread. */
export type Shown = Comment & Partial<Pick<ThreadComment, "first_replies" | "replies_cursor">>;

type Change = (comments: Shown[]) => Shown[];

/** A change of comments that is one of the first replies of each as well. */
export const alsoBelow =
  (change: Change): Change =>
  (comments) =>
    change(comments).map((each) =>
      each.first_replies ? { ...each, first_replies: change(each.first_replies) } : each,
    );

/** Puts a new reply after the first ones, unless there are others between that are not fetched. */
export const withReply =
  (reply: Comment): Change =>
  (comments) =>
    comments.map((each) => {
      if (each.id !== reply.parent_id || !each.first_replies || each.replies_cursor) return each;
      const others = each.first_replies.filter(({ id }) => id !== reply.id);
      return { ...each, first_replies: [...others, reply] };
    });
