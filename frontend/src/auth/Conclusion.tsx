"use client";

import { useEffect, useId, useRef, type ReactNode } from "react";

/** In the place of a form: what came of it, and the ways on. It takes the focus, which the form had. */
export function Conclusion({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  const id = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <>
      <h1
        ref={heading}
        tabIndex={-1}
        aria-describedby={id}
        className="rounded text-2xl font-semibold tracking-tight wrap-anywhere"
      >
        {title}
      </h1>
      <p id={id} className="mt-2 text-soft wrap-anywhere">
        {text}
      </p>
      <div className="mt-8 flex flex-col gap-5">{children}</div>
    </>
  );
}
