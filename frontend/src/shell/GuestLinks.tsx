"use client";

import { PageLink } from "@/components/PageLink";
import { buttonClass } from "@/components/form/button-class";
import type { Choice } from "@/language/choice";
import { LanguageSelect } from "@/language/LanguageSelect";
import { useNextPath } from "@/routes/useNextPath";
import { registerFor, signInFor } from "@/routes/next-path";
import { useTranslations } from "next-intl";

/** What leads a guest in, and back to this page; and where there is room, the language. On a phone the page for signing in has it. */
export function GuestLinks({ language }: { language: Choice }) {
  const t = useTranslations();
  const next = useNextPath();
  return (
    <div className="flex flex-wrap items-center gap-2">
      <LanguageSelect initial={language} className="max-sm:hidden" />
      <nav aria-label={t("guest.label")} className="flex items-center gap-2 lg:flex-wrap">
        <PageLink href={signInFor(next)} className={buttonClass({ kind: "quiet", size: "small" })}>
          {t("guest.signIn")}
        </PageLink>
        <PageLink href={registerFor(next)} className={buttonClass({ kind: "primary", size: "small" })}>
          {t("guest.join")}
        </PageLink>
      </nav>
    </div>
  );
}
