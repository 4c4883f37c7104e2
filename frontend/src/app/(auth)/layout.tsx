import type { ReactNode } from "react";
import { Wordmark } from "@/shell/Wordmark";
import { texts } from "@/texts";

/** Around the pages of somebody who is signed out. */
export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <div className="mx-auto flex min-h-dvh w-full max-w-md flex-col px-5 py-8">
      <header>
        <Wordmark />
      </header>
      <main id="content" tabIndex={-1} className="flex flex-1 flex-col justify-center py-10 outline-none">
        {children}
      </main>
      <footer className="text-sm text-soft">{texts.product.tagline}</footer>
    </div>
  );
}
