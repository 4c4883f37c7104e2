"use client";

import { PageLink } from "@/components/PageLink";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { UnreadBadge } from "@/chat/UnreadBadge";
import { classNames } from "@/components/class-names";
import { Icon, type IconName } from "@/components/Icon";
import { InboxBadge } from "@/inbox/InboxBadge";
import { CaseBadge } from "@/moderation/CaseBadge";
import { useIsModerator } from "@/session/useRight";
import { paths } from "@/routes/paths";
import { useIsGuest, useMe } from "@/session/SessionProvider";
import { useTranslations } from "next-intl";

const isUnder = (path: string, href: string) =>
  href === "/" ? path === "/" : path === href || path.startsWith(`${href}/`);

const BAR =
  "fixed inset-x-0 bottom-0 z-20 flex border-t border-line bg-surface px-1 pt-1 pb-[max(0.25rem,env(safe-area-inset-bottom))] sm:static sm:gap-1 sm:border-0 sm:bg-transparent sm:p-0";
const COLUMN = "lg:min-h-0 lg:flex-col lg:-mx-1 lg:overflow-y-auto lg:px-1 lg:pt-3 lg:pb-1";
const PLACE =
  "group flex flex-1 flex-col items-center gap-0.5 rounded-control px-1 py-1.5 text-xs font-medium text-soft transition-colors hover:text-ink aria-[current]:text-accent sm:flex-none sm:px-2 md:flex-row md:px-3 md:gap-2 md:py-2 md:text-sm sm:hover:bg-sunken sm:aria-[current]:bg-accent-wash";
/** On the narrowest phone six places have no room to spare. */
const SIX = "max-[23rem]:[&_a]:px-0";
const ROW = "lg:relative lg:min-h-11 lg:gap-3 lg:text-base";

type PlaceProps = {
  href: string;
  icon: IconName;
  label: string;
  badge?: ReactNode;
  inRailOnly?: boolean;
  /** Where all places stand in one row there is room for its icon alone. */
  isSixth?: boolean;
};

function Place({ href, icon, label, badge, inRailOnly, isSixth }: PlaceProps) {
  const isHere = isUnder(usePathname(), href);
  return (
    <PageLink
      href={href}
      aria-current={isHere ? "page" : undefined}
      className={classNames(PLACE, ROW, inRailOnly && "max-lg:hidden")}
    >
      <span className="relative lg:static">
        <Icon name={icon} />
        {badge}
      </span>
      {isSixth ? <span className="max-md:sr-only">{label}</span> : label}
    </PageLink>
  );
}

/** Where one can go: from 1024 px on a rail; below that for who is signed in, a row in the header, and on a phone a bar at the bottom. */
export function Navigation() {
  const t = useTranslations();
  const me = useMe();
  const isGuest = useIsGuest();
  const isModerator = useIsModerator();
  return (
    <nav
      aria-label={t("navigation.label")}
      className={classNames(BAR, COLUMN, isGuest && "max-lg:hidden", isModerator && SIX)}
    >
      <Place href={paths.feed} icon="feed" label={t("navigation.feed")} />
      <Place href={paths.search()} icon="search" label={t("navigation.search")} inRailOnly />
      {!isGuest && <OwnPlaces ownId={me?.id} isModerator={isModerator} />}
    </nav>
  );
}

function OwnPlaces({ ownId, isModerator }: { ownId?: string; isModerator: boolean }) {
  const t = useTranslations();
  return (
    <>
      <Place href={paths.chat} icon="chat" label={t("navigation.chat")} badge={<UnreadBadge />} />
      <Place href={paths.inbox} icon="inbox" label={t("navigation.inbox")} badge={<InboxBadge />} />
      {ownId && <Place href={paths.user(ownId)} icon="own" label={t("navigation.own")} />}
      {isModerator && (
        <Place
          href={paths.moderation()}
          icon="moderation"
          label={t("navigation.moderation")}
          badge={<CaseBadge />}
          isSixth
        />
      )}
      <Place href={paths.settings} icon="settings" label={t("navigation.settings")} />
    </>
  );
}
