import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { SessionBar } from "@/session/Resume";
import { readSession } from "@/session/server";
import { Header } from "@/shell/Header";
import { Main } from "@/shell/Main";
import { Providers } from "@/shell/Providers";
import { THEME_COOKIE, themeOf } from "@/theme/theme";

/** Around the pages that are read, and those of somebody who is signed in. */
export default async function AppLayout({ children }: { children: ReactNode }) {
  const [session, jar] = await Promise.all([readSession(), cookies()]);
  return (
    <Providers session={session}>
      <Header theme={themeOf(jar.get(THEME_COOKIE)?.value)} />
      <Main>{children}</Main>
      <SessionBar />
    </Providers>
  );
}
