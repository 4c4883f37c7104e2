import { Suspense, type ReactNode } from "react";
import { LatestPosts } from "@/app/LatestPosts";
import { Wordmark } from "@/shell/Wordmark";
import { getTranslations } from "next-intl/server";
import { cookies } from "next/headers";
import { LOCALE_COOKIE } from "@/i18n/locales";
import { Texts } from "@/i18n/Texts";
import { choiceOf } from "@/language/choice";
import { LanguageSelect } from "@/language/LanguageSelect";

/** Around the pages of somebody who is signed out: what is inside, and the way in. Everything begins at the top, so that nothing moves what is below. */
export default async function AuthLayout({ children }: { children: ReactNode }) {
  const [t, jar] = [await getTranslations(), await cookies()];
  return (
    <div className="mx-auto flex min-h-dvh w-full max-w-md flex-col px-5 py-8 lg:max-w-[64rem]">
      <header>
        <Wordmark />
      </header>
      <div className="flex-1 gap-x-16 py-8 lg:grid lg:grid-cols-[minmax(0,1fr)_26rem] lg:items-start lg:pt-[12vh]">
        <aside aria-label={t("frontDoor.label")} className="mb-8 lg:mb-0">
          <p className="text-lg font-semibold lg:text-2xl lg:leading-9">{t("frontDoor.lead")}</p>
          <Suspense fallback={<div className="min-h-96 max-lg:hidden" />}>
            <LatestPosts />
          </Suspense>
        </aside>
        <main id="content" tabIndex={-1} className="outline-none">
          <Texts of={["signIn", "register", "forgotten", "reset", "confirm", "link", "fields", "unsubscribe"]}>
            {children}
          </Texts>
        </main>
      </div>
      <footer className="flex flex-wrap items-center justify-between gap-3 text-sm text-soft">
        {t("document.tagline")}
        <LanguageSelect initial={choiceOf(jar.get(LOCALE_COOKIE)?.value)} />
      </footer>
    </div>
  );
}
