import { PageLink } from "@/components/PageLink";
import type { ReactNode } from "react";
import type { Post } from "@/api/generated/types.gen";
import { ACTION } from "@/components/action-class";
import { Avatar } from "@/components/Avatar";
import { Card } from "@/components/Card";
import { classNames } from "@/components/class-names";
import { Icon } from "@/components/Icon";
import { Share } from "@/components/Share";
import { RelativeTime } from "@/components/text/RelativeTime";
import { RichText } from "@/components/text/RichText";
import { PersonLink } from "@/follows/PersonLink";
import { paths } from "@/routes/paths";
import { useTranslations } from "next-intl";

/** A text of more characters or lines than that is folded. */
const [LONG, LONG_LINES] = [480, 6];

type PostProps = { post: Post; renderedAt?: string };

type BylineProps = PostProps & { edited?: ReactNode; mark?: ReactNode; children?: ReactNode };

/** Who wrote it, and when; `edited` says that it was edited, in another way than in words alone; `mark`, how a write of it stands. */
function Byline({ post, renderedAt, edited, mark, children }: BylineProps) {
  const t = useTranslations();
  const { author } = post;
  return (
    <div className="flex items-center gap-2.5">
      <Avatar person={author} size="small" />
      <div className="flex min-w-0 flex-1 flex-wrap items-baseline gap-x-1.5 text-sm text-soft">
        <PersonLink person={author} className="text-base font-semibold text-ink" />
        <span className="flex min-w-0 gap-x-1.5">
          {author.handle && <span className="truncate">@{author.handle}</span>}
          <span className="whitespace-nowrap">
            ·{" "}
            <PageLink href={paths.post(post.id)} className="hover:underline">
              <RelativeTime at={post.created_at} renderedAt={renderedAt} />
            </PageLink>
            {edited ?? (post.is_edited && <> · {t("post.edited")}</>)} {mark}
          </span>
        </span>
      </div>
      {children}
    </div>
  );
}

function Counts({ post, like }: { post: Post; like?: ReactNode }) {
  const t = useTranslations();
  return (
    <div className="mt-1 flex flex-wrap items-center gap-x-3 text-sm text-soft sm:gap-x-5">
      <PageLink href={`${paths.post(post.id)}#comments`} className={ACTION}>
        <Icon name="comment" className="size-4.5" />{" "}
        {post.comment_count > 0 ? t("counts.comments", { count: post.comment_count }) : t("post.comment")}
      </PageLink>
      {like ??
        (post.like_count > 0 && (
          <span className="flex items-center gap-1.5">
            <Icon name="like" className="size-4.5" /> {t("counts.likes", { count: post.like_count })}
          </span>
        ))}
      <Share path={paths.post(post.id)} title={post.title} />
    </div>
  );
}

/** In a list only the beginning of a long text. */
function Content({ post, isWhole }: { post: Post; isWhole?: boolean }) {
  const t = useTranslations();
  const { content, content_html } = post;
  const isFolded = !isWhole && (content.length > LONG || content.split("\n").length > LONG_LINES);
  const text = <RichText html={content_html} text={content} className="mt-1 leading-6" />;
  if (!isFolded) return text;
  return (
    <>
      <div className="folded max-h-36 overflow-hidden">{text}</div>
      <PageLink
        href={paths.post(post.id)}
        className="inline-flex min-h-8 items-center text-accent hover:underline pointer-coarse:min-h-11"
      >
        {t("post.readMore")}
      </PageLink>
    </>
  );
}

type CardProps = BylineProps & { actions?: ReactNode; like?: ReactNode; footer?: ReactNode; isPage?: boolean };

/**
 * A post in a list. `actions` stand beside its author, `edited` and `mark` beside its time, `like` with its counts, `footer` below them,
 * such as why a write of it has to wait.
 */
export function PostCard({ post, renderedAt, actions, edited, mark, like, footer, isPage }: CardProps) {
  const Heading = isPage ? "h1" : "h2";
  return (
    <Card as="article" isDense={!isPage} className={isPage ? undefined : "pb-2"} aria-labelledby={`post-${post.id}`}>
      <Byline {...{ post, renderedAt, edited, mark }}>{actions}</Byline>
      <Heading
        id={`post-${post.id}`}
        dir="auto"
        className={classNames(
          "mt-1 font-semibold wrap-anywhere",
          isPage ? "mb-2 text-xl sm:text-2xl" : "line-clamp-3 text-lg",
        )}
      >
        {isPage ? (
          post.title
        ) : (
          <PageLink href={paths.post(post.id)} className="rounded hover:text-accent">
            {post.title}
          </PageLink>
        )}
      </Heading>
      <Content post={post} isWhole={isPage} />
      <Counts post={post} like={like} />
      {footer && <div className="mt-2 border-t border-line pt-2">{footer}</div>}
    </Card>
  );
}
