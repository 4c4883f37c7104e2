import type { Theme } from "@/theme/theme";
import { AccountMenu } from "./AccountMenu";
import { Navigation } from "./Navigation";
import { Wordmark } from "./Wordmark";

/** What stands on top of every page of somebody who is signed in. */
export function Header({ theme }: { theme: Theme }) {
  return (
    <header className="sticky top-0 z-20 border-b border-line bg-surface">
      <div className="mx-auto flex h-15 max-w-5xl items-center justify-between gap-4 px-4 sm:px-6">
        <Wordmark />
        <Navigation />
        <AccountMenu theme={theme} />
      </div>
    </header>
  );
}
