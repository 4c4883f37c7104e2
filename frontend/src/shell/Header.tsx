"use client";

import type { Choice } from "@/language/choice";
import { HeaderSearch } from "@/search/SearchField";
import { useIsGuest } from "@/session/SessionProvider";
import type { Theme } from "@/theme/theme";
import { AccountMenu } from "./AccountMenu";
import { GuestLinks } from "./GuestLinks";
import { Navigation } from "./Navigation";
import { PostLink } from "./PostLink";
import { Wordmark } from "./Wordmark";

const BAR = "sticky top-0 z-20 border-b border-line bg-surface";
const RAIL = "lg:h-dvh lg:border-0 lg:bg-transparent";
const ROW = "mx-auto flex h-15 max-w-5xl items-center justify-between gap-4 px-4 sm:px-6";
const COLUMN = "lg:h-full lg:flex-col lg:items-stretch lg:justify-start lg:gap-2 lg:px-0 lg:pt-5 lg:pb-3";

/** What stands above every page but those for signing in; from 1024 px on, as a rail beside it. */
export function Header({ theme, language }: { theme: Theme; language: Choice }) {
  const isGuest = useIsGuest();
  return (
    <header className={`${BAR} ${RAIL}`}>
      <div className={`${ROW} ${COLUMN}`}>
        <div className="lg:px-3">
          <Wordmark isNarrow={isGuest} />
        </div>
        <Navigation />
        <HeaderSearch isNarrow={isGuest} />
        {!isGuest && <PostLink />}
        <div className="lg:mt-auto">{isGuest ? <GuestLinks language={language} /> : <AccountMenu theme={theme} />}</div>
      </div>
    </header>
  );
}
