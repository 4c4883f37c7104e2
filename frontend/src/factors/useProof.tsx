"use client";

import { lazy, Suspense, useRef, useState, type ReactNode } from "react";
import { toProblem } from "@/api/problem";

const ProofDialog = lazy(() => import("./ProofDialog").then((loaded) => ({ default: loaded.ProofDialog })));

/** Closed without a proof. */
export class NotProven extends Error {
  override readonly name = "NotProven";
}

type Ends = { resolve: () => void; reject: (reason: NotProven) => void };

/**
 * Does what needs a proof that it is oneself: asks for one in a dialog when the server wants it, and then tries again. Put `dialog` into
 * the page. `proven` throws what the action throws, or NotProven.
 */
export function useProof(): { proven: <T>(action: () => Promise<T>) => Promise<T>; dialog: ReactNode } {
  const [isOpen, setOpen] = useState(false);
  const ends = useRef<Ends | null>(null);
  const ask = () =>
    new Promise<void>((resolve, reject) => {
      ends.current = { resolve, reject };
      setOpen(true);
    });
  const end = (isProven: boolean) => {
    setOpen(false);
    if (isProven) ends.current?.resolve();
    else ends.current?.reject(new NotProven());
  };
  const proven = async <T,>(action: () => Promise<T>): Promise<T> => {
    try {
      return await action();
    } catch (error) {
      if (toProblem(error).kind !== "proof-needed") throw error;
      await ask();
      return action();
    }
  };
  const dialog = isOpen && (
    <Suspense>
      <ProofDialog onProven={() => end(true)} onClose={() => end(false)} />
    </Suspense>
  );
  return { proven, dialog };
}
