"use client";

import { useRouter } from "next/navigation";
import { startTransition, useState } from "react";
import { keepChoice, type Choice } from "./choice";

/** The language of this page, and how to choose another one: what is on the page stays as it is, in other words. */
export function useChoice(initial: Choice) {
  const router = useRouter();
  const [choice, setChoice] = useState(initial);
  const choose = (next: Choice) => {
    setChoice(next);
    keepChoice(next);
    startTransition(() => router.refresh());
  };
  return { choice, choose };
}
