import Link from "next/link";
import type { ReactNode } from "react";
import type { Post } from "@/api/generated/types.gen";
import { Avatar } from "@/components/Avatar";
import { Card } from "@/components/Card";
import { Icon } from "@/components/Icon";
import { RelativeTime } from "@/components/text/RelativeTime";
import { RichText } from "@/components/text/RichText";
import { paths } from "@/routes/paths";
import { texts } from "@/texts";

type PostProps = { post: Post; renderedAt?: string };

/** Who wrote it, and when; `edited` says that it was edited, in another way than in words alone. */
export function Byline({
  post,
  renderedAt,
  edited,
  children,
}: PostProps & { edited?: ReactNode; children?: ReactNode }) {
  const { author } = post;
  return (
    <div className="flex items-center gap-3">
      <Avatar person={author} />
      <div className="min-w-0 flex-1 leading-tight">
        <Link href={paths.user(author.id)} prefetch={false} className="block truncate font-semibold hover:underline">
          {author.name}
        </Link>
        <div className="text-sm text-soft">
          <RelativeTime at={post.created_at} renderedAt={renderedAt} />
          {edited ?? (post.is_edited && <> · {texts.post.edited}</>)}
        </div>
      </div>
      {children}
    </div>
  );
}

function Counts({ post, like }: { post: Post; like?: ReactNode }) {
  return (
    <div className="mt-4 flex flex-wrap items-center gap-x-5 text-sm text-soft">
      <Link
        href={`${paths.post(post.id)}#comments`}
        prefetch={false}
        className="flex min-h-10 items-center gap-1.5 rounded hover:text-accent"
      >
        <Icon name="comment" className="size-4.5" /> {texts.post.comments(post.comment_count)}
      </Link>
      {like ??
        (post.like_count > 0 && (
          <span className="flex items-center gap-1.5">
            <Icon name="like" className="size-4.5" /> {texts.post.likes(post.like_count)}
          </span>
        ))}
    </div>
  );
}

/**
 * A post in a list. `actions` stand beside its author, `edited` beside its time, `like` with its counts, `footer` below them, such as
 * how its write stands.
 */
export function PostCard({
  post,
  renderedAt,
  actions,
  edited,
  like,
  footer,
  isPage,
}: PostProps & { actions?: ReactNode; edited?: ReactNode; like?: ReactNode; footer?: ReactNode; isPage?: boolean }) {
  const Heading = isPage ? "h1" : "h2";
  return (
    <Card as="article" aria-labelledby={`post-${post.id}`}>
      <Byline post={post} renderedAt={renderedAt} edited={edited}>
        {actions}
      </Byline>
      <Heading
        id={`post-${post.id}`}
        className="mt-4 font-serif text-[1.375rem] leading-snug font-semibold wrap-anywhere"
      >
        {isPage ? (
          post.title
        ) : (
          <Link href={paths.post(post.id)} prefetch={false} className="rounded hover:text-accent">
            {post.title}
          </Link>
        )}
      </Heading>
      <RichText html={post.content_html} text={post.content} className="mt-2" />
      <Counts post={post} like={like} />
      {footer && <div className="mt-4 border-t border-line pt-3">{footer}</div>}
    </Card>
  );
}
