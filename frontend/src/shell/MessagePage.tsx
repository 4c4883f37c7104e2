import type { ReactNode } from "react";
import { basics } from "@/texts/basics";
import { Logo } from "./Logo";

/** A page that says one thing and offers one way on. Every page has it with it, so it is made of little. */
export function MessagePage({ title, hint, action }: { title: string; hint: string; action: ReactNode }) {
  return (
    <div className="mx-auto flex min-h-dvh w-full max-w-md flex-col px-5 py-8">
      <header className="flex items-center gap-2 font-serif text-xl font-semibold tracking-tight"><Logo />{basics.product.name}</header>
      <main id="content" tabIndex={-1} className="flex flex-1 flex-col items-start justify-center gap-3 py-10 outline-none">
        <h1 className="font-serif text-3xl font-semibold tracking-tight">{title}</h1>
        <p className="text-soft">{hint}</p>
        <div className="mt-4">{action}</div>
      </main>
    </div>
  );
}
