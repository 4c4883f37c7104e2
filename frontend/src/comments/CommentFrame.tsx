import { PageLink } from "@/components/PageLink";
import type { ReactNode } from "react";
import type { Comment } from "@/api/generated/types.gen";
import { Avatar } from "@/components/Avatar";
import { paths } from "@/routes/paths";

type Author = NonNullable<Comment["author"]>;

/** How a comment looks, one's own on its way too. */
export function CommentFrame({
  author,
  about,
  actions,
  children,
}: {
  author: Author | null;
  about?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) {
  return (
    <article className="flex gap-2.5 pt-2">
      {author && <Avatar person={author} size="small" />}
      <div className="min-w-0 flex-1">
        <div className="flex min-h-8 items-center gap-2">
          {author && (
            <PageLink href={paths.user(author.id)} className="truncate font-semibold hover:underline">
              <bdi>{author.name}</bdi>
            </PageLink>
          )}
          <div className="flex-1 text-sm text-soft">{about}</div>
          {actions}
        </div>
        {children}
      </div>
    </article>
  );
}
