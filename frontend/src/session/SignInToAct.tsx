"use client";

import { PageLink } from "@/components/PageLink";
import { buttonClass } from "@/components/form/button-class";
import { signInFor } from "@/routes/next-path";
import { useNextPath } from "@/routes/useNextPath";
import { useTranslations } from "next-intl";

/** In place of what a guest cannot write: the way in, and back to this page. */
export function SignInToAct({ why }: { why: string }) {
  const t = useTranslations();
  const next = useNextPath();
  return (
    <p className="mb-6 flex flex-wrap items-center justify-between gap-3 rounded-box border border-line bg-surface px-4 py-3">
      <span>{why}</span>
      <PageLink href={signInFor(next)} className={buttonClass({ size: "small" })}>
        {t("guest.signIn")}
      </PageLink>
    </p>
  );
}
