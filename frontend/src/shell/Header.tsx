"use client";

import { SearchField } from "@/search/SearchField";
import { useIsGuest } from "@/session/SessionProvider";
import type { Theme } from "@/theme/theme";
import { AccountMenu } from "./AccountMenu";
import { GuestLinks } from "./GuestLinks";
import { Navigation } from "./Navigation";
import { Wordmark } from "./Wordmark";

/** What stands on top of every page but those for signing in. */
export function Header({ theme }: { theme: Theme }) {
  const isGuest = useIsGuest();
  return (
    <header className="sticky top-0 z-20 border-b border-line bg-surface">
      <div className="mx-auto flex h-15 max-w-5xl items-center justify-between gap-4 px-4 sm:px-6">
        <Wordmark />
        <Navigation />
        <SearchField isNarrow={isGuest} />
        {isGuest ? <GuestLinks /> : <AccountMenu theme={theme} />}
      </div>
    </header>
  );
}
