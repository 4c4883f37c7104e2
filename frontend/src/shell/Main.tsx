import type { ReactNode } from "react";

/** The content of a page, as wide as is good to read. The skip link leads here. */
export function Main({ children }: { children: ReactNode }) {
  return (
    <main id="content" tabIndex={-1} className="mx-auto w-full max-w-read px-4 pt-6 pb-28 outline-none sm:px-0 sm:pt-10 sm:pb-20">
      {children}
    </main>
  );
}
