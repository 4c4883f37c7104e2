import { Avatar } from "@/components/Avatar";
import { Banner } from "@/components/Banner";
import { Button } from "@/components/form/Button";
import { EmptyState } from "@/components/EmptyState";
import { Icon, ICONS } from "@/components/Icon";
import { RelativeTime } from "@/components/text/RelativeTime";
import { RichText } from "@/components/text/RichText";
import { PostSkeleton, Skeleton } from "@/components/Skeleton";
import { Spinner } from "@/components/Spinner";
import { useTranslations } from "next-intl";
import { Row, Specimens, Stack } from "./Specimens";
import { samples } from "./samples";

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
  const t = useTranslations();
  return (
    <Specimens name="colours" title={t("gallery.colours")}>
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
  const t = useTranslations();
  return (
    <Specimens name="type" title={t("gallery.type")}>
      <p className="text-2xl font-semibold tracking-tight">{t("gallery.typeSamples.title")}</p>
      <p className="mt-3 text-xl font-semibold">{t("gallery.typeSamples.heading")}</p>
      <p className="mt-3">{t("gallery.typeSamples.body")}</p>
      <p className="mt-1 text-sm text-soft">{t("gallery.typeSamples.soft")}</p>
    </Specimens>
  );
}

export function Banners() {
  const t = useTranslations();
  return (
    <Specimens name="banners" title={t("gallery.banners")}>
      <Stack>
        <Banner>{t("gallery.info")}</Banner>
        <Banner kind="notice">{t("gallery.notice")}</Banner>
        <Banner kind="alarm" action={<Button size="small">{t("write.tryAgain")}</Button>}>
          {t("gallery.alarm")}
        </Banner>
      </Stack>
    </Specimens>
  );
}

export function Waiting() {
  const t = useTranslations();
  return (
    <>
      <Specimens name="skeletons" title={t("gallery.skeletons")}>
        <Stack>
          <PostSkeleton />
          <Skeleton className="h-16" />
          <Row>
            <Spinner /> {t("page.loading")}
          </Row>
        </Stack>
      </Specimens>
      <Specimens name="empty" title={t("gallery.nothing")}>
        <EmptyState
          title={t("gallery.nothingTitle")}
          hint={t("gallery.nothingHint")}
          action={<Button kind="primary">{t("post.write")}</Button>}
        />
      </Specimens>
    </>
  );
}

const SIZES = ["small", "normal", "large"] as const;
const personOf = (name: string) => ({ id: name, name, profile_img: null });

export function People() {
  const t = useTranslations();
  return (
    <Specimens name="people" title={t("gallery.people")}>
      <Stack>
        <Row>
          {SIZES.map((size) => (
            <Avatar key={size} size={size} person={personOf(samples.names[0]!)} />
          ))}
        </Row>
        <Row>
          {samples.names.map((name) => (
            <Avatar key={name} person={personOf(name)} />
          ))}
        </Row>
      </Stack>
    </Specimens>
  );
}

const AGES_MS = [0, 5 * 60_000, 3 * 3_600_000, 26 * 3_600_000, 3 * 86_400_000, 90 * 86_400_000];

export function Times({ renderedAt }: { renderedAt: string }) {
  const t = useTranslations();
  return (
    <Specimens name="times" title={t("gallery.times")}>
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
  const t = useTranslations();
  return (
    <Specimens name="icons" title={t("gallery.icons")}>
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
  const t = useTranslations();
  return (
    <Specimens name="rich-text" title={t("gallery.rich")}>
      <RichText html={samples.html} text="" />
    </Specimens>
  );
}
