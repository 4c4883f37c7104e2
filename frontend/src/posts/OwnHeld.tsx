import { useTranslations } from "next-intl";
import type { Held } from "@/api/generated/types.gen";
import { Card } from "@/components/Card";
import { Icon } from "@/components/Icon";
import { PageLink } from "@/components/PageLink";
import { RelativeTime } from "@/components/text/RelativeTime";
import { RichText } from "@/components/text/RichText";
import { paths } from "@/routes/paths";

type Props = { item: Held; renderedAt: string };

/** A new comment is on no page yet; all else is seen where it is, or will be. */
const hrefOf = ({ id, type, is_edit, post_id }: Held) =>
  type === "comment" && is_edit ? paths.comment(post_id, id) : paths.post(post_id);

function HeldCard({ item, renderedAt }: Props) {
  const t = useTranslations();
  return (
    <Card as="article" isDense className="mb-2">
      <p className="flex flex-wrap items-center gap-x-2 text-sm text-notice">
        <Icon name="clock" className="size-4" />
        {item.is_edit ? t("write.heldChange") : t("write.held")}
        <PageLink href={hrefOf(item)} className="text-soft hover:underline">
          <RelativeTime at={item.held_at} renderedAt={renderedAt} />
        </PageLink>
      </p>
      {item.title && (
        <h3 dir="auto" className="mt-1 line-clamp-3 text-lg font-semibold wrap-anywhere">
          {item.title}
        </h3>
      )}
      {item.content && <RichText html={item.content_html ?? ""} text={item.content} className="mt-1 leading-6" />}
    </Card>
  );
}

/** What one has written that waits for a moderator. */
export function OwnHeld({ items, renderedAt }: { items: Held[]; renderedAt: string }) {
  return items.map((item) => <HeldCard key={item.id} {...{ item, renderedAt }} />);
}
