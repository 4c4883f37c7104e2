"use client";

import { useEffect, useId, useRef, type ReactNode } from "react";
import { classNames } from "./class-names";

type Props = { open: boolean; title: string; wide?: boolean; onClose: () => void; children: ReactNode };

/** A sheet above the page, which waits until it is closed. Escape and a click beside it close it; then the focus is where it was. */
export function Dialog({ open, title, wide, onClose, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    if (open && !dialog.current?.open) dialog.current?.showModal();
    if (!open) dialog.current?.close();
  }, [open]);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={id}
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && onClose()}
      className={classNames(
        "rounded-box border border-line bg-surface p-0 text-base text-ink shadow-lift backdrop:bg-[rgb(0_0_0/0.45)]",
        wide ? "w-[min(42rem,calc(100vw-2rem))]" : "w-[min(26rem,calc(100vw-2rem))]",
      )}
    >
      <div className="space-y-4 p-6">
        <h2 id={id} className="font-serif text-xl">
          {title}
        </h2>
        {children}
      </div>
    </dialog>
  );
}
