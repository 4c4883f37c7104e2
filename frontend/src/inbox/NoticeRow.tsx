import { PageLink } from "@/components/PageLink";
import type { ReactNode } from "react";
import type { Notice } from "@/api/generated/types.gen";
import { Avatar } from "@/components/Avatar";
import { Icon } from "@/components/Icon";
import { RelativeTime } from "@/components/text/RelativeTime";
import { paths } from "@/routes/paths";
import { classNames } from "@/components/class-names";
import { useZone } from "@/components/text/useZone";
import { useDates } from "@/components/text/useDates";
import { useLocale, useTranslations, type Messages } from "next-intl";
import { Appeal } from "./Appeal";
import { joined } from "@/i18n/names";
import type { Translate } from "@/i18n/translate";

/** Whether it is what moderators say to somebody, which is shown in full. */
const isOfModerators = (kind: Notice["kind"]) => kind === "warning" || kind === "suspension";

type ListedReason = keyof Messages["reasons"];

/** Whether a moderator has chosen it from the reasons of reports; else it is in words of their own. */
const isListed = (reason: string | null, t: Translate): reason is ListedReason =>
  reason !== null && t.has(`reasons.${reason as ListedReason}`);

/** Nothing for what a moderator has removed, unless it was a comment on a post that is still there. */
const hrefOf = ({ kind, post_id, comment_id, actors, outcome }: Notice) => {
  if (kind === "moderation")
    return post_id && (comment_id && outcome === "restored" ? paths.comment(post_id, comment_id) : paths.post(post_id));
  if (kind === "invitation") return paths.chat;
  if (isOfModerators(kind)) return null;
  if (post_id && comment_id) return paths.comment(post_id, comment_id);
  if (post_id) return paths.post(post_id);
  return actors[0] ? paths.user(actors[0].id) : paths.inbox;
};

/** Who did it: some by name, and how many more. */
function useWho({ kind, actors, other_count: count }: Notice): string {
  const [t, locale] = [useTranslations(), useLocale()];
  if (kind === "moderation") return t("inbox.moderator");
  if (isOfModerators(kind)) return t("inbox.moderators");
  const names = actors.map(({ name }) => name);
  const all = count > 0 ? [...names, t("inbox.others", { count })] : names;
  return all.length > 0 ? joined(all, locale) : t("inbox.somebody");
}

/** What they did, in words that follow who. */
function useSaid({ kind, comment_id, actors, other_count, reason, until, outcome }: Notice): string {
  const t = useTranslations();
  const [dates, zone] = [useDates(), useZone()];
  const thing = comment_id ? "comment" : "post";
  if (outcome) return t(`inbox.says.${outcome}`, { thing });
  if (kind === "moderation")
    return isListed(reason, t)
      ? t("inbox.says.removedFor", { thing, reason: t(`reasons.${reason}`) })
      : t("inbox.says.moderation", { thing });
  if (kind === "warning") return t("inbox.says.warning");
  if (kind === "suspension")
    return t("inbox.says.suspension", { until: until ? dates.fully(new Date(until), zone) : "" });
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

/** Who did what, how that begins, and why. */
function Story({ notice, renderedAt }: { notice: Notice; renderedAt: string }) {
  const t = useTranslations();
  const { is_unread, excerpt, reason, at } = notice;
  return (
    <span className="min-w-0 flex-1">
      <span className="block wrap-anywhere">
        <strong>
          <bdi>{useWho(notice)}</bdi>
        </strong>{" "}
        {useSaid(notice)}
        {is_unread && <span className="ml-2 text-xs font-semibold text-accent">{t("inbox.new")}</span>}
      </span>
      {excerpt && (
        <span
          dir="auto"
          className={classNames(
            "text-sm text-soft wrap-anywhere",
            isOfModerators(notice.kind) ? "block whitespace-pre-wrap" : "line-clamp-2 block",
          )}
        >
          {excerpt}
        </span>
      )}
      {reason && !isListed(reason, t) && (
        <span dir="auto" className="line-clamp-4 block text-sm wrap-anywhere">
          {t("inbox.reason", { reason })}
        </span>
      )}
      <span className="block text-sm text-soft">
        <RelativeTime at={at} renderedAt={renderedAt} />
      </span>
    </span>
  );
}

/** One notice; it leads to what it is about. */
export function NoticeRow({ notice, renderedAt }: { notice: Notice; renderedAt: string }) {
  const { actors, is_unread, removal } = notice;
  return (
    <div className={`rounded-control border-b border-line ${is_unread ? "bg-accent-wash" : ""}`}>
      <Row href={hrefOf(notice)} className="flex gap-3 rounded-control px-3 py-4">
        {actors[0] ? <Avatar person={actors[0]} /> : <Icon name="own" />}
        <Story {...{ notice, renderedAt }} />
      </Row>
      {removal && <Appeal removal={removal} />}
    </div>
  );
}
