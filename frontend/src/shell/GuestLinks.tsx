"use client";

import Link from "next/link";
import { buttonClass } from "@/components/form/button-class";
import { useNextPath } from "@/routes/useNextPath";
import { registerFor, signInFor } from "@/routes/next-path";
import { texts } from "@/texts";

/** What leads a guest in, and back to this page. */
export function GuestLinks() {
  const next = useNextPath();
  return (
    <nav aria-label={texts.guest.label} className="flex items-center gap-2">
      <Link href={signInFor(next)} prefetch={false} className={buttonClass({ kind: "quiet", size: "small" })}>
        {texts.signIn.submit}
      </Link>
      <Link href={registerFor(next)} prefetch={false} className={buttonClass({ kind: "primary", size: "small" })}>
        {texts.guest.join}
      </Link>
    </nav>
  );
}
