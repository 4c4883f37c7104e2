import { PageLink } from "@/components/PageLink";
import type { ReactNode } from "react";
import type { Notice } from "@/api/generated/types.gen";
import { Avatar } from "@/components/Avatar";
import { Icon } from "@/components/Icon";
import { RelativeTime } from "@/components/text/RelativeTime";
import { paths } from "@/routes/paths";
import { useLocale, useTranslations } from "next-intl";
import { joined } from "@/i18n/names";

/** Nothing for what a moderator has removed, unless it was a comment on a post that is still there. */
const hrefOf = ({ kind, post_id, comment_id, actors }: Notice) => {
  if (kind === "moderation") return post_id && paths.post(post_id);
  if (kind === "invitation") return paths.chat;
  if (post_id && comment_id) return paths.comment(post_id, comment_id);
  if (post_id) return paths.post(post_id);
  return actors[0] ? paths.user(actors[0].id) : paths.inbox;
};

/** Who did it: some by name, and how many more. */
function useWho({ kind, actors, other_count: count }: Notice): string {
  const [t, locale] = [useTranslations(), useLocale()];
  if (kind === "moderation") return t("inbox.moderator");
  const names = actors.map(({ name }) => name);
  const all = count > 0 ? [...names, t("inbox.others", { count })] : names;
  return all.length > 0 ? joined(all, locale) : t("inbox.somebody");
}

/** What they did, in words that follow who. */
function useSaid({ kind, comment_id, actors, other_count }: Notice): string {
  const t = useTranslations();
  const thing = comment_id ? "comment" : "post";
  if (kind === "moderation") return t("inbox.says.moderation", { thing });
  const count = Math.max(1, actors.length + other_count);
  return kind === "like" ? t("inbox.says.like", { count, thing }) : t(`inbox.says.${kind}`, { count });
}

/** The row as a link, if there is something that it leads to. */
function Row({ href, className, children }: { href: string | null; className: string; children: ReactNode }) {
  if (!href) return <div className={className}>{children}</div>;
  return (
    <PageLink href={href} className={`${className} hover:bg-sunken`}>
      {children}
    </PageLink>
  );
}

/** One notice: who did what, and how it begins; it leads there. */
export function NoticeRow({ notice, renderedAt }: { notice: Notice; renderedAt: string }) {
  const t = useTranslations();
  const { actors, is_unread, excerpt, reason, at } = notice;
  return (
    <Row
      href={hrefOf(notice)}
      className={`flex gap-3 rounded-control border-b border-line px-3 py-4 ${is_unread ? "bg-accent-wash" : ""}`}
    >
      {actors[0] ? <Avatar person={actors[0]} /> : <Icon name="own" />}
      <span className="min-w-0 flex-1">
        <span className="block wrap-anywhere">
          <strong>
            <bdi>{useWho(notice)}</bdi>
          </strong>{" "}
          {useSaid(notice)}
          {is_unread && <span className="ml-2 text-xs font-semibold text-accent">{t("inbox.new")}</span>}
        </span>
        {excerpt && (
          <span dir="auto" className="line-clamp-2 block text-sm text-soft wrap-anywhere">
            {excerpt}
          </span>
        )}
        {reason && (
          <span dir="auto" className="line-clamp-4 block text-sm wrap-anywhere">
            {t("inbox.reason", { reason })}
          </span>
        )}
        <span className="block text-sm text-soft">
          <RelativeTime at={at} renderedAt={renderedAt} />
        </span>
      </span>
    </Row>
  );
}
