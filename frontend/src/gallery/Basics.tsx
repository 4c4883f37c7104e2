import { Avatar } from "@/components/Avatar";
import { Banner } from "@/components/Banner";
import { Button } from "@/components/form/Button";
import { EmptyState } from "@/components/EmptyState";
import { Icon, ICONS } from "@/components/Icon";
import { RelativeTime } from "@/components/text/RelativeTime";
import { RichText } from "@/components/text/RichText";
import { PostSkeleton, Skeleton } from "@/components/Skeleton";
import { Spinner } from "@/components/Spinner";
import { texts } from "@/texts";
import { gallery } from "@/texts/gallery";
import { Row, Specimens, Stack } from "./Specimens";

const GROUNDS = [
  ["paper", "bg-paper"],
  ["surface", "bg-surface"],
  ["sunken", "bg-sunken"],
  ["line", "bg-line"],
  ["edge", "bg-edge"],
  ["ink", "bg-ink"],
  ["soft", "bg-soft"],
  ["accent", "bg-accent"],
  ["accent-strong", "bg-accent-strong"],
  ["accent-wash", "bg-accent-wash"],
  ["alarm", "bg-alarm"],
  ["alarm-wash", "bg-alarm-wash"],
  ["notice", "bg-notice"],
  ["notice-wash", "bg-notice-wash"],
] as const;

export function Colours() {
  return (
    <Specimens name="colours" title={gallery.colours}>
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(7rem,1fr))] gap-3">
        {GROUNDS.map(([name, ground]) => (
          <li key={name} className="text-sm">
            <span className={`mb-1.5 block h-12 rounded-control border border-line ${ground}`} />
            {name}
          </li>
        ))}
      </ul>
    </Specimens>
  );
}

export function Type() {
  const { title, heading, body, soft } = gallery.typeSamples;
  return (
    <Specimens name="type" title={gallery.type}>
      <p className="text-2xl font-semibold tracking-tight">{title}</p>
      <p className="mt-3 text-xl font-semibold">{heading}</p>
      <p className="mt-3">{body}</p>
      <p className="mt-1 text-sm text-soft">{soft}</p>
    </Specimens>
  );
}

export function Banners() {
  return (
    <Specimens name="banners" title={gallery.banners}>
      <Stack>
        <Banner>{gallery.info}</Banner>
        <Banner kind="notice">{gallery.notice}</Banner>
        <Banner kind="alarm" action={<Button size="small">{texts.write.tryAgain}</Button>}>
          {gallery.alarm}
        </Banner>
      </Stack>
    </Specimens>
  );
}

export function Waiting() {
  return (
    <>
      <Specimens name="skeletons" title={gallery.skeletons}>
        <Stack>
          <PostSkeleton />
          <Skeleton className="h-16" />
          <Row>
            <Spinner /> {texts.loading}
          </Row>
        </Stack>
      </Specimens>
      <Specimens name="empty" title={gallery.nothing}>
        <EmptyState
          title={gallery.nothingTitle}
          hint={gallery.nothingHint}
          action={<Button kind="primary">{texts.post.write}</Button>}
        />
      </Specimens>
    </>
  );
}

const SIZES = ["small", "normal", "large"] as const;
const personOf = (name: string) => ({ id: name, name, profile_img: null });

export function People() {
  return (
    <Specimens name="people" title={gallery.people}>
      <Stack>
        <Row>
          {SIZES.map((size) => (
            <Avatar key={size} size={size} person={personOf(gallery.names[0]!)} />
          ))}
        </Row>
        <Row>
          {gallery.names.map((name) => (
            <Avatar key={name} person={personOf(name)} />
          ))}
        </Row>
      </Stack>
    </Specimens>
  );
}

const AGES_MS = [0, 5 * 60_000, 3 * 3_600_000, 26 * 3_600_000, 3 * 86_400_000, 90 * 86_400_000];

export function Times({ renderedAt }: { renderedAt: string }) {
  return (
    <Specimens name="times" title={gallery.times}>
      <Row>
        {AGES_MS.map((ms) => (
          <RelativeTime
            key={ms}
            at={new Date(Date.parse(renderedAt) - ms).toISOString()}
            renderedAt={renderedAt}
            className="rounded-full bg-sunken px-3 py-1 text-sm"
          />
        ))}
      </Row>
    </Specimens>
  );
}

export function Icons() {
  return (
    <Specimens name="icons" title={gallery.icons}>
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(6rem,1fr))] gap-3 text-sm">
        {ICONS.map((name) => (
          <li key={name} className="flex items-center gap-2">
            <Icon name={name} /> {name}
          </li>
        ))}
      </ul>
    </Specimens>
  );
}

export function Rich() {
  return (
    <Specimens name="rich-text" title={gallery.rich}>
      <RichText html={gallery.richHtml} text="" />
    </Specimens>
  );
}
