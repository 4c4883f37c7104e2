"use client";

import { useEffect, useId, useRef } from "react";
import { texts } from "@/texts";
import { Button } from "./form/Button";

type Props = {
  open: boolean;
  title: string;
  detail?: string;
  confirm: string;
  danger?: boolean;
  busy?: boolean;
  onConfirm: () => void;
  onClose: () => void;
};

/** Asks before something is done that cannot be undone. Escape and a click beside it mean no. */
export function ConfirmDialog({ open, title, detail, confirm, danger, busy, onConfirm, onClose }: Props) {
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
      className="w-[min(26rem,calc(100vw-2rem))] rounded-box border border-line bg-surface p-0 shadow-lift backdrop:bg-[rgb(0_0_0/0.45)]"
    >
      <div className="space-y-4 p-6">
        <h2 id={id} className="font-serif text-xl">
          {title}
        </h2>
        {detail && <p className="text-soft">{detail}</p>}
        <div className="flex justify-end gap-3 pt-2">
          <Button onClick={onClose}>{texts.dialog.cancel}</Button>
          <Button kind={danger ? "danger" : "primary"} busy={busy} onClick={onConfirm}>
            {confirm}
          </Button>
        </div>
      </div>
    </dialog>
  );
}
