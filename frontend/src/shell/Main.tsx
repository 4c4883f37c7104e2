import type { ReactNode } from "react";

const READ = "mx-auto w-full max-w-read px-4 pt-6 pb-28 outline-none sm:px-6 sm:pt-10 sm:pb-20";
const WIDE =
  "has-data-wide:max-w-5xl has-data-wide:px-0 has-data-wide:pt-0 has-data-wide:pb-0 sm:has-data-wide:pt-6 sm:has-data-wide:pb-6";
const COLUMN = "lg:mx-0 lg:max-w-none lg:px-0 lg:pt-6 lg:has-data-wide:col-span-2 lg:has-data-wide:max-w-none";

/** The content of a page, as wide as is good to read, or as wide as its `data-wide` wants. The skip link leads here. */
export function Main({ children }: { children: ReactNode }) {
  return (
    <main id="content" tabIndex={-1} className={`${READ} ${WIDE} ${COLUMN}`}>
      {children}
    </main>
  );
}
