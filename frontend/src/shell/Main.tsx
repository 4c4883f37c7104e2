import type { ReactNode } from "react";

/** The content of a page, as wide as is good to read, or as wide as its `data-wide` wants. The skip link leads here. */
export function Main({ children }: { children: ReactNode }) {
  return (
    <main
      id="content"
      tabIndex={-1}
      className="mx-auto w-full max-w-read px-4 pt-6 pb-28 outline-none has-data-wide:max-w-5xl has-data-wide:px-0 has-data-wide:pt-0 has-data-wide:pb-0 sm:px-6 sm:pt-10 sm:pb-20 sm:has-data-wide:pt-6 sm:has-data-wide:pb-6"
    >
      {children}
    </main>
  );
}
