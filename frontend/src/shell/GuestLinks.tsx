"use client";

import { PageLink } from "@/components/PageLink";
import { buttonClass } from "@/components/form/button-class";
import { useNextPath } from "@/routes/useNextPath";
import { registerFor, signInFor } from "@/routes/next-path";
import { texts } from "@/texts";

/** What leads a guest in, and back to this page. */
export function GuestLinks() {
  const next = useNextPath();
  return (
    <nav aria-label={texts.guest.label} className="flex items-center gap-2">
      <PageLink href={signInFor(next)} className={buttonClass({ kind: "quiet", size: "small" })}>
        {texts.signIn.submit}
      </PageLink>
      <PageLink href={registerFor(next)} className={buttonClass({ kind: "primary", size: "small" })}>
        {texts.guest.join}
      </PageLink>
    </nav>
  );
}
