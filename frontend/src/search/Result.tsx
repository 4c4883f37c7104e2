import { PageLink } from "@/components/PageLink";
import type { ReactNode } from "react";
import type { Author, FoundComment, FoundPost, FoundUser, SearchPage } from "@/api/generated/types.gen";
import { Avatar } from "@/components/Avatar";
import { Card } from "@/components/Card";
import { Joined } from "@/components/text/Joined";
import { RelativeTime } from "@/components/text/RelativeTime";
import { paths } from "@/routes/paths";
import { useTranslations } from "next-intl";
import { Marked } from "./Marked";

type Found<Hit> = { found: Hit; renderedAt: string };

function Hit({ href, title, children }: { href: string; title: ReactNode; children: ReactNode }) {
  return (
    <Card as="article">
      <h2 dir="auto" className="text-xl leading-snug font-semibold wrap-anywhere">
        <PageLink href={href} className="rounded hover:text-accent">
          {title}
        </PageLink>
      </h2>
      {children}
    </Card>
  );
}

function Written({ by, at, renderedAt }: { by: Author | null; at: string; renderedAt: string }) {
  return (
    <p className="mt-2 text-sm text-soft">
      {by && (
        <PageLink href={paths.user(by.id)} className="font-medium hover:underline">
          <bdi>{by.name}</bdi>
        </PageLink>
      )}{" "}
      · <RelativeTime at={at} renderedAt={renderedAt} />
    </p>
  );
}

function PostHit({ found: { item, highlight }, renderedAt }: Found<FoundPost>) {
  return (
    <Hit href={paths.post(item.id)} title={<Marked parts={highlight.title} />}>
      <p dir="auto" className="mt-1 wrap-anywhere">
        <Marked parts={highlight.text} />
      </p>
      <Written by={item.author} at={item.created_at} renderedAt={renderedAt} />
    </Hit>
  );
}

function CommentHit({ found: { item, highlight, post_title }, renderedAt }: Found<FoundComment>) {
  const t = useTranslations();
  return (
    <Hit href={paths.comment(item.post_id, item.id)} title={t("search.onPost", { title: post_title })}>
      <p dir="auto" className="mt-1 wrap-anywhere">
        <Marked parts={highlight.text} />
      </p>
      <Written by={item.author} at={item.created_at} renderedAt={renderedAt} />
    </Hit>
  );
}

function UserHit({ found: { item, highlight } }: { found: FoundUser }) {
  return (
    <Card as="article" className="flex items-center gap-4">
      <Avatar person={item} />
      <div className="min-w-0">
        <h2 className="font-semibold wrap-anywhere">
          <PageLink href={paths.user(item.id)} className="hover:underline">
            <Marked parts={highlight.name} />
          </PageLink>
        </h2>
        <p className="text-sm text-soft">
          <Joined at={item.created_at} />
        </p>
      </div>
    </Card>
  );
}

/** One thing that was found. */
export function Result({ found, renderedAt }: Found<SearchPage["items"][number]>) {
  if (found.type === "post") return <PostHit found={found} renderedAt={renderedAt} />;
  if (found.type === "comment") return <CommentHit found={found} renderedAt={renderedAt} />;
  return <UserHit found={found} />;
}
