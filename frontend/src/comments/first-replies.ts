import type { Comment, ThreadComment } from "@/api/generated/types.gen";
import { latestOf, type Within } from "@/lists/kept-pages";
import { added, told } from "@/lists/news";

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

/** Puts a new reply after the first ones, unless it is there, or there are others between that are not fetched. `at`: see `news.ts`. */
export const withReply =
  (reply: Comment, at?: number): Change =>
  (comments) =>
    comments.map((each) => {
      if (each.id !== reply.parent_id || !each.first_replies || each.replies_cursor) return each;
      if (each.first_replies.some(({ id }) => id === reply.id)) return each;
      return { ...each, first_replies: [...each.first_replies, told<Shown>(reply, reply, at)] };
    });

/** The first replies of a comment in an answer, with what was told of them since that was asked for. */
export const keptReplies: Within<Shown> = (known, comment, asked) => {
  if (!comment.first_replies) return comment;
  const before = known?.first_replies ?? [];
  const replies = latestOf(before, comment.first_replies, asked);
  const { top, end } = added(before, replies, asked);
  return { ...comment, first_replies: comment.replies_cursor ? replies : [...replies, ...top, ...end] };
};
