"use client";

import { useEffect, useRef, useState } from "react";

/** Says that something was done, and moves the focus to the heading: what had it, such as the row's button, is gone with its row. */
export function useDone() {
  const heading = useRef<HTMLHeadingElement>(null);
  const [done, setDone] = useState<{ text: string } | null>(null);
  useEffect(() => {
    if (done) heading.current?.focus();
  }, [done]);
  return { heading, said: done?.text ?? null, say: (text: string) => setDone({ text }) };
}
