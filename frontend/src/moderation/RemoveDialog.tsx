"use client";

import { useState, type FormEvent } from "react";
import { useTranslations } from "next-intl";
import type { Case, ItemDecision } from "@/api/generated/types.gen";
import { Dialog } from "@/components/Dialog";
import { Button } from "@/components/form/Button";
import { ReasonFields } from "@/reports/ReasonFields";
import { REASONS, type Reason } from "@/reports/reasons";
import { itemOf } from "./useDecide";

/** The reason that most have given. */
const mostGiven = ({ reasons }: Case): Reason =>
  REASONS.reduce((most, each) => ((reasons[each] ?? 0) > (reasons[most] ?? 0) ? each : most));

type Props = { about: Case; open: boolean; onClose: () => void; onDecide: (decision: ItemDecision) => void };

function Form({ about, onClose, onDecide }: Omit<Props, "open">) {
  const t = useTranslations();
  const [reason, setReason] = useState<Reason>(() => mostGiven(about));
  const [note, setNote] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onDecide({ act: "remove", reason, note });
    onClose();
  };
  return (
    <form onSubmit={submit} className="space-y-4">
      <p className="text-soft">{t("moderation.removeLead")}</p>
      <ReasonFields
        label={t("report.reason")}
        noteLabel={t("moderation.note")}
        {...{ reason, note }}
        onReason={setReason}
        onNote={setNote}
      />
      <div className="flex justify-end gap-3 pt-2">
        <Button onClick={onClose}>{t("dialog.cancel")}</Button>
        <Button type="submit" kind="danger">
          {t("moderation.remove")}
        </Button>
      </div>
    </form>
  );
}

/** Asks for what reason something is removed; at first it is the one that most have given. */
export function RemoveDialog({ open, ...rest }: Props) {
  const t = useTranslations();
  const thing = itemOf(rest.about).noun;
  return (
    <Dialog open={open} title={t("moderation.removeTitle", { thing })} onClose={rest.onClose}>
      <Form {...rest} />
    </Dialog>
  );
}
