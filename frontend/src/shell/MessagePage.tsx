import type { ReactNode } from "react";
import { paths } from "@/routes/paths";
import { Logo } from "./Logo";

type Props = { title: string; hint: string; action: ReactNode; children?: ReactNode };

/** Says one thing and offers one way on, within a page; with more below it. */
export function Message({ title, hint, action, children }: Props) {
  return (
    <div className="mx-auto flex w-full max-w-md flex-col items-start gap-3 py-10">
      <h1 className="text-2xl font-semibold tracking-tight">{title}</h1>
      <p className="text-soft">{hint}</p>
      <div className="mt-4">{action}</div>
      {children}
    </div>
  );
}

/** A page of nothing but a message. Its link loads the feed anew, for what failed may be in what is loaded. */
export function MessagePage(props: Props) {
  return (
    <div className="mx-auto flex min-h-dvh w-full max-w-md flex-col px-5 py-8">
      <header>
        <a href={paths.feed} className="rounded-control">
          <Logo />
        </a>
      </header>
      <main id="content" tabIndex={-1} className="flex flex-1 flex-col justify-center outline-none">
        <Message {...props} />
      </main>
    </div>
  );
}
