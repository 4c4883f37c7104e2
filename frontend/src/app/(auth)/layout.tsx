import { Suspense, type ReactNode } from "react";
import { LatestPosts } from "@/app/LatestPosts";
import { Wordmark } from "@/shell/Wordmark";
import { texts } from "@/texts";

/** Around the pages of somebody who is signed out: what is inside, and the way in. Everything begins at the top, so that nothing moves what is below. */
export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <div className="mx-auto flex min-h-dvh w-full max-w-md flex-col px-5 py-8 lg:max-w-[64rem]">
      <header>
        <Wordmark />
      </header>
      <div className="flex-1 gap-x-16 py-8 lg:grid lg:grid-cols-[minmax(0,1fr)_26rem] lg:items-start lg:pt-[12vh]">
        <aside aria-label={texts.frontDoor.label} className="mb-8 lg:mb-0">
          <p className="text-lg font-semibold lg:text-2xl lg:leading-9">{texts.frontDoor.lead}</p>
          <Suspense fallback={<div className="min-h-96 max-lg:hidden" />}>
            <LatestPosts />
          </Suspense>
        </aside>
        <main id="content" tabIndex={-1} className="outline-none">
          {children}
        </main>
      </div>
      <footer className="text-sm text-soft">{texts.product.tagline}</footer>
    </div>
  );
}
