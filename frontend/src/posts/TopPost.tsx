"use client";

import type { Post } from "@/api/generated/types.gen";
import { PageLink } from "@/components/PageLink";
import { paths } from "@/routes/paths";
import { useTranslations } from "next-intl";
import { useFetchedPost } from "./queries";

/** What is shown of it. */
export type Shown = Pick<Post, "id" | "title" | "author" | "like_count" | "comment_count">;

/** A post in a line or two, beside a page. It goes when the page hears that the post was deleted. */
export function TopPost({ post: first }: { post: Shown }) {
  const t = useTranslations();
  const { id } = first;
  const post = useFetchedPost(id);
  if (post === null) return null;
  const { title, author, like_count, comment_count } = post ?? first;
  return (
    <li>
      <PageLink href={paths.post(id)} className="block px-4 py-1.5 hover:bg-sunken">
        <span dir="auto" className="line-clamp-2 text-sm font-semibold wrap-anywhere">
          {title}
        </span>
        <span className="block truncate text-xs text-soft">
          <bdi>{author.name}</bdi>
          {like_count > 0 && ` · ${t("counts.likes", { count: like_count })}`}
          {comment_count > 0 && ` · ${t("counts.comments", { count: comment_count })}`}
        </span>
      </PageLink>
    </li>
  );
}
