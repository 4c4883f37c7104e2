"use client";

import Link, { useLinkStatus } from "next/link";
import type { ComponentProps, MouseEvent } from "react";

/** A bar at the top of the window while the page that a link leads to is fetched. CSS shows it a moment later: most come sooner. */
function Progress() {
  const { pending } = useLinkStatus();
  return pending && <span aria-hidden="true" className="page-progress" />;
}

/** Who is on the page already wants its top, or the place on it that the link names. */
function toPlace(event: MouseEvent<HTMLAnchorElement>) {
  const { href, hash } = event.currentTarget;
  const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  if (!isPlain || event.defaultPrevented || href !== window.location.href) return;
  event.preventDefault();
  const place = hash && document.getElementById(hash.slice(1));
  if (place) place.scrollIntoView();
  else window.scrollTo({ top: 0 });
}

/**
 * A link to another page of this site. It says when the page takes a while, and fetches nothing before it is chosen: a feed would ask
 * for a page for each of its posts. One to the page where one is leads to its top.
 */
export function PageLink({ children, onClick, ...rest }: ComponentProps<typeof Link>) {
  return (
    <Link
      prefetch={false}
      {...rest}
      onClick={(event) => {
        onClick?.(event);
        toPlace(event);
      }}
    >
      {children}
      <Progress />
    </Link>
  );
}
