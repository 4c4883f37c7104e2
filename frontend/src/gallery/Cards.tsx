import type { Post } from "@/api/generated/types.gen";
import { COMMENT_TEXT, CommentFrame } from "@/comments/CommentFrame";
import { RelativeTime } from "@/components/text/RelativeTime";
import { RichText } from "@/components/text/RichText";
import { WriteMark } from "@/outbox/WriteMark";
import { PostCard } from "@/posts/PostCard";
import { useTranslations } from "next-intl";
import { Labelled, Specimens, Stack } from "./Specimens";
import { samples } from "./samples";

const HOUR_MS = 3_600_000;
const [ADA, GRACE] = samples.names.map((name, n) => ({
  id: String(n).padStart(24, "0"),
  name,
  handle: null,
  profile_img: null,
})) as [Post["author"], Post["author"]];

function samplePost(n: number, renderedAt: string, changes: Partial<Post> = {}): Post {
  const at = new Date(Date.parse(renderedAt) - n * HOUR_MS).toISOString();
  return {
    id: `sample-${n}`,
    title: samples.title,
    content: samples.text,
    content_html: `<p>${samples.text}</p>`,
    mentions: [],
    author: ADA,
    comment_count: n,
    like_count: 0,
    is_edited: false,
    is_locked: false,
    created_at: at,
    updated_at: at,
    rev: 1,
    editable_until: null,
    revision_count: 0,
    ...changes,
  };
}

/** Posts and a comment, made of the same parts as real ones. */
export function Cards({ renderedAt }: { renderedAt: string }) {
  const t = useTranslations();
  const edited = samplePost(30, renderedAt, { like_count: 12, is_edited: true, author: GRACE });
  return (
    <Specimens name="cards" title={t("gallery.cards")}>
      <Stack>
        <Labelled label={t("gallery.post")}>
          <PostCard post={samplePost(1, renderedAt)} renderedAt={renderedAt} />
        </Labelled>
        <Labelled label={t("gallery.edited")}>
          <PostCard post={edited} renderedAt={renderedAt} />
        </Labelled>
        <Labelled label={t("gallery.onItsWay")}>
          <PostCard post={samplePost(0, renderedAt)} renderedAt={renderedAt} mark={<WriteMark state="sending" />} />
        </Labelled>
        <Labelled label={t("gallery.comment")}>
          <CommentFrame author={GRACE} about={<RelativeTime at={edited.created_at} renderedAt={renderedAt} />}>
            <RichText text={samples.comment} className={COMMENT_TEXT} />
          </CommentFrame>
        </Labelled>
      </Stack>
    </Specimens>
  );
}
