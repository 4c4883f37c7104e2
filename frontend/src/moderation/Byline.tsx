"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Author } from "@/api/generated/types.gen";
import { Avatar } from "@/components/Avatar";
import { PageLink } from "@/components/PageLink";
import { RelativeTime } from "@/components/text/RelativeTime";
import { paths } from "@/routes/paths";

type Props = {
  noun: "post" | "comment";
  author: Author | null;
  at: string;
  renderedAt: string;
  children?: ReactNode;
};

/** By whom something is that moderators decide about, and since when it is there. */
export function Byline({ noun, author, at, renderedAt, children }: Props) {
  const t = useTranslations();
  return (
    <div className="flex items-center gap-2.5">
      {author && <Avatar person={author} size="small" />}
      <p className="min-w-0 text-sm text-soft wrap-anywhere">
        {t("moderation.by", { thing: noun })}{" "}
        {author && (
          <PageLink href={paths.user(author.id)} className="font-semibold text-ink hover:underline">
            <bdi>{author.name}</bdi>
          </PageLink>
        )}{" "}
        · <RelativeTime at={at} renderedAt={renderedAt} />
        {children}
      </p>
    </div>
  );
}
