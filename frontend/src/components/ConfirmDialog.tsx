"use client";
import { useTranslations } from "next-intl";
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
  const t = useTranslations();
  return (
    <Dialog open={open} title={title} onClose={onClose}>
      {detail && <p className="text-soft">{detail}</p>}
      <div className="flex justify-end gap-3 pt-2">
        <Button onClick={onClose}>{t("dialog.cancel")}</Button>
        <Button kind={danger ? "danger" : "primary"} busy={busy} onClick={onConfirm}>
          {confirm}
        </Button>
      </div>
    </Dialog>
  );
}
