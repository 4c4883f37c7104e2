import { cookies } from "next/headers";
import { Suspense, type ReactNode } from "react";
import { TopPosts, TopPostsSkeleton } from "@/app/TopPosts";
import { LOCALE_COOKIE } from "@/i18n/locales";
import { FRAME } from "@/i18n/parts";
import { Texts } from "@/i18n/Texts";
import { Keyboard } from "@/keyboard/Keyboard";
import { choiceOf } from "@/language/choice";
import { OfflineShell } from "@/offline/OfflineShell";
import { SessionBar } from "@/session/Resume";
import { readSession } from "@/session/server";
import { Beside } from "@/shell/Beside";
import { Frame } from "@/shell/Frame";
import { Header } from "@/shell/Header";
import { Main } from "@/shell/Main";
import { Providers } from "@/shell/Providers";
import { THEME_COOKIE, themeOf } from "@/theme/theme";

/** Around the pages that are read, and those of somebody who is signed in. */
export default async function AppLayout({ children }: { children: ReactNode }) {
  const [session, jar] = await Promise.all([readSession(), cookies()]);
  return (
    <Texts of={FRAME}>
      <Providers session={session}>
        <Frame>
          <Header theme={themeOf(jar.get(THEME_COOKIE)?.value)} language={choiceOf(jar.get(LOCALE_COOKIE)?.value)} />
          <Main>{children}</Main>
          <Beside>
            <Suspense fallback={<TopPostsSkeleton />}>
              <TopPosts />
            </Suspense>
          </Beside>
        </Frame>
        <SessionBar />
        <Keyboard />
        <OfflineShell />
      </Providers>
    </Texts>
  );
}
