import Link from "next/link";
import type { Notice } from "@/api/generated/types.gen";
import { Avatar } from "@/components/Avatar";
import { Icon } from "@/components/Icon";
import { RelativeTime } from "@/components/text/RelativeTime";
import { paths } from "@/routes/paths";
import { inbox } from "@/texts/inbox";

const hrefOf = ({ post_id, comment_id, actors }: Notice) => {
  if (post_id && comment_id) return paths.comment(post_id, comment_id);
  if (post_id) return paths.post(post_id);
  return actors[0] ? paths.user(actors[0].id) : paths.inbox;
};

const saysOf = ({ kind, comment_id }: Notice) =>
  kind === "like" ? inbox.says.like[comment_id ? "comment" : "post"] : inbox.says[kind];

/** One notice: who did what, and how it begins; it leads there. */
export function NoticeRow({ notice, renderedAt }: { notice: Notice; renderedAt: string }) {
  const { actors, other_count, is_unread, excerpt, at } = notice;
  return (
    <Link
      href={hrefOf(notice)}
      prefetch={false}
      className={`flex gap-3 rounded-control border-b border-line px-3 py-4 hover:bg-sunken ${is_unread ? "bg-accent-wash" : ""}`}
    >
      {actors[0] ? <Avatar person={actors[0]} /> : <Icon name="own" />}
      <span className="min-w-0 flex-1">
        <span className="block wrap-anywhere">
          <strong>
            {inbox.people(
              actors.map(({ name }) => name),
              other_count,
            )}
          </strong>{" "}
          {saysOf(notice)}
          {is_unread && <span className="ml-2 text-xs font-semibold text-accent">{inbox.new}</span>}
        </span>
        {excerpt && <span className="line-clamp-2 block text-sm text-soft wrap-anywhere">{excerpt}</span>}
        <span className="block text-sm text-soft">
          <RelativeTime at={at} renderedAt={renderedAt} />
        </span>
      </span>
    </Link>
  );
}
