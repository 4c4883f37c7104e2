"use client";

import { useTranslations } from "next-intl";
import type { Case } from "@/api/generated/types.gen";
import { Avatar } from "@/components/Avatar";
import { PageLink } from "@/components/PageLink";
import { RelativeTime } from "@/components/text/RelativeTime";
import { RichText } from "@/components/text/RichText";
import { useDates } from "@/components/text/useDates";
import { useZone } from "@/components/text/useZone";
import { paths } from "@/routes/paths";
import { itemOf } from "./useDecide";

/** Where the item is read among others. */
const placeOf = ({ post, comment }: Case) =>
  post ? paths.post(post.id) : comment ? paths.comment(comment.post_id, comment.id) : paths.feed;

/** What a case is called: the title, or how a comment begins. */
export const titleOf = ({ post, comment }: Case): string => post?.title ?? (comment?.content.slice(0, 60) || "…");

type Props = { about: Case; renderedAt: string };

function Byline({ about, renderedAt }: Props) {
  const t = useTranslations();
  const { noun, item } = itemOf(about);
  return (
    <div className="flex items-center gap-2.5">
      {item.author && <Avatar person={item.author} size="small" />}
      <p className="min-w-0 text-sm text-soft wrap-anywhere">
        {t("moderation.by", { thing: noun })}{" "}
        {item.author && (
          <PageLink href={paths.user(item.author.id)} className="font-semibold text-ink hover:underline">
            <bdi>{item.author.name}</bdi>
          </PageLink>
        )}{" "}
        · <RelativeTime at={item.created_at} renderedAt={renderedAt} />
      </p>
    </div>
  );
}

/** How the author stands, and what was decided about the item before. */
function Before({ about: { standing, decided } }: Pick<Props, "about">) {
  const t = useTranslations();
  const [dates, zone] = [useDates(), useZone()];
  const until = standing.suspended_until;
  return (
    <>
      {decided && <p className="text-sm text-soft">{t("moderation.earlier", { act: decided.act })}</p>}
      {standing.is_banned && <p className="text-sm text-soft">{t("moderation.banned")}</p>}
      {until && (
        <p className="text-sm text-soft">{t("moderation.suspended", { until: dates.fully(new Date(until), zone) })}</p>
      )}
    </>
  );
}

/** What was reported, by whom it is, and where it stands. */
export function CaseText({ about, renderedAt }: Props) {
  const t = useTranslations();
  const { item } = itemOf(about);
  return (
    <div className="space-y-2">
      <Byline {...{ about, renderedAt }} />
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
