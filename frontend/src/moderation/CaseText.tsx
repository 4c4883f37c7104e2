"use client";

import { useTranslations } from "next-intl";
import type { Case } from "@/api/generated/types.gen";
import { PageLink } from "@/components/PageLink";
import { RichText } from "@/components/text/RichText";
import { paths } from "@/routes/paths";
import { AuthorStanding } from "./AuthorStanding";
import { Byline } from "./Byline";
import { itemOf } from "./useDecide";

/** Where the item is read among others. */
const placeOf = ({ post, comment }: Case) =>
  post ? paths.post(post.id) : comment ? paths.comment(comment.post_id, comment.id) : paths.feed;

/** What a case is called: the title, or how a comment begins. */
export const titleOf = ({ post, comment }: Case): string => post?.title ?? (comment?.content.slice(0, 60) || "…");

type Props = { about: Case; renderedAt: string };

/** What was decided about the item before, and how its author stands. */
function Before({ about: { standing, decided } }: Pick<Props, "about">) {
  const t = useTranslations();
  return (
    <>
      {decided && <p className="text-sm text-soft">{t("moderation.earlier", { act: decided.act })}</p>}
      <AuthorStanding standing={standing} />
    </>
  );
}

/** What was reported, by whom it is, and where it stands. */
export function CaseText({ about, renderedAt }: Props) {
  const t = useTranslations();
  const { noun, item } = itemOf(about);
  return (
    <div className="space-y-2">
      <Byline noun={noun} author={item.author} at={item.created_at} renderedAt={renderedAt} />
      {about.post && (
        <h2 id={`case-${about.id}`} dir="auto" className="text-lg font-semibold wrap-anywhere">
          {about.post.title}
        </h2>
      )}
      <RichText
        html={item.content_html}
        text={item.content}
        className="max-h-80 overflow-y-auto border-s-2 border-line ps-3 leading-6"
      />
      <PageLink
        href={placeOf(about)}
        className="inline-flex min-h-8 items-center text-sm text-accent hover:underline pointer-coarse:min-h-11"
      >
        {t("moderation.context")}
      </PageLink>
      <Before about={about} />
    </div>
  );
}
