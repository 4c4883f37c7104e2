"use client";

import { PageLink } from "@/components/PageLink";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { UnreadBadge } from "@/chat/UnreadBadge";
import { Icon, type IconName } from "@/components/Icon";
import { InboxBadge } from "@/inbox/InboxBadge";
import { paths } from "@/routes/paths";
import { useIsGuest, useMe } from "@/session/SessionProvider";
import { texts } from "@/texts";

const isUnder = (path: string, href: string) =>
  href === "/" ? path === "/" : path === href || path.startsWith(`${href}/`);

function Place({ href, icon, label, badge }: { href: string; icon: IconName; label: string; badge?: ReactNode }) {
  const isHere = isUnder(usePathname(), href);
  return (
    <PageLink
      href={href}
      aria-current={isHere ? "page" : undefined}
      className="group flex flex-1 flex-col items-center gap-0.5 rounded-control px-3 py-1.5 text-xs font-medium text-soft transition-colors hover:text-ink aria-[current]:text-accent sm:flex-none sm:flex-row sm:gap-2 sm:py-2 sm:text-sm sm:hover:bg-sunken sm:aria-[current]:bg-accent-wash"
    >
      <span className="relative">
        <Icon name={icon} />
        {badge}
      </span>
      {label}
    </PageLink>
  );
}

/** Where one can go who is signed in: a row in the header, and on a phone a bar at the bottom. */
export function Navigation() {
  const me = useMe();
  if (useIsGuest()) return null;
  return (
    <nav
      aria-label={texts.navigation.label}
      className="fixed inset-x-0 bottom-0 z-20 flex border-t border-line bg-surface px-1 pt-1 pb-[max(0.25rem,env(safe-area-inset-bottom))] sm:static sm:gap-1 sm:border-0 sm:bg-transparent sm:p-0"
    >
      <Place href={paths.feed} icon="feed" label={texts.navigation.feed} />
      <Place href={paths.chat} icon="chat" label={texts.navigation.chat} badge={<UnreadBadge />} />
      <Place href={paths.inbox} icon="inbox" label={texts.navigation.inbox} badge={<InboxBadge />} />
      {me && <Place href={paths.user(me.id)} icon="own" label={texts.navigation.own} />}
      <Place href={paths.settings} icon="settings" label={texts.navigation.settings} />
    </nav>
  );
}
