import type { ReactNode } from "react";
import { Wordmark } from "./Wordmark";

/** A page that says one thing and offers one way on. */
export function MessagePage({ title, hint, action }: { title: string; hint: string; action: ReactNode }) {
  return (
    <div className="mx-auto flex min-h-dvh w-full max-w-md flex-col px-5 py-8">
      <header><Wordmark /></header>
      <main id="content" tabIndex={-1} className="flex flex-1 flex-col items-start justify-center gap-3 py-10 outline-none">
        <h1 className="font-serif text-3xl font-semibold tracking-tight">{title}</h1>
        <p className="text-soft">{hint}</p>
        <div className="mt-4">{action}</div>
      </main>
    </div>
  );
}
