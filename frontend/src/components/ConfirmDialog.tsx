"use client";

import { texts } from "@/texts";
import { Dialog } from "./Dialog";
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
  return (
    <Dialog open={open} title={title} onClose={onClose}>
      {detail && <p className="text-soft">{detail}</p>}
      <div className="flex justify-end gap-3 pt-2">
        <Button onClick={onClose}>{texts.dialog.cancel}</Button>
        <Button kind={danger ? "danger" : "primary"} busy={busy} onClick={onConfirm}>
          {confirm}
        </Button>
      </div>
    </Dialog>
  );
}
