import type { ReactNode } from "react";
import { Wordmark } from "./Wordmark";

type Props = { title: string; hint: string; action: ReactNode };

/** Says one thing and offers one way on, within a page. */
export function Message({ title, hint, action }: Props) {
  return (
    <div className="mx-auto flex w-full max-w-md flex-col items-start gap-3 py-10">
      <h1 className="font-serif text-3xl font-semibold tracking-tight">{title}</h1>
      <p className="text-soft">{hint}</p>
      <div className="mt-4">{action}</div>
    </div>
  );
}

/** A page of nothing but a message. */
export function MessagePage(props: Props) {
  return (
    <div className="mx-auto flex min-h-dvh w-full max-w-md flex-col px-5 py-8">
      <header><Wordmark /></header>
      <main id="content" tabIndex={-1} className="flex flex-1 flex-col justify-center outline-none"><Message {...props} /></main>
    </div>
  );
}
