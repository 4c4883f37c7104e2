import type { ReactNode } from "react";
import type { Comment } from "@/api/generated/types.gen";
import { Avatar } from "@/components/Avatar";
import { PersonLink } from "@/follows/PersonLink";

/** The size of what a comment says. */
export const COMMENT_TEXT = "text-md leading-5.5";

type Author = NonNullable<Comment["author"]>;
type Props = {
  author: Author | null;
  about?: ReactNode;
  children: ReactNode;
  /** What stands below it at the edge: its replies. */
  below?: ReactNode;
};

/** How a comment looks, one's own on its way too. */
export function CommentFrame({ author, about, children, below }: Props) {
  return (
    <article>
      <div className="flex gap-2.5">
        {author && <Avatar person={author} size="small" />}
        <div className="min-w-0 flex-1">
          <div className="flex min-h-6 items-center gap-2">
            {author && <PersonLink person={author} className="py-0.5 text-md leading-5 font-semibold" />}
            <div className="flex-1 text-xs leading-6 text-soft">{about}</div>
          </div>
          {children}
        </div>
      </div>
      {below}
    </article>
  );
}
