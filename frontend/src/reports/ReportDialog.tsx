"use client";

import { useState, type FormEvent } from "react";
import { useTranslations } from "next-intl";
import { Dialog } from "@/components/Dialog";
import { Button } from "@/components/form/Button";
import { WriteStateLabel } from "@/outbox/WriteStateLabel";
import { ReasonFields } from "./ReasonFields";
import type { Reason } from "./reasons";
import { useReport, type Noun } from "./useReport";

type Props = { thing: Noun; id: string; isReported: boolean; open: boolean; onClose: () => void };

/** What is said when it is done. */
function Done({ isReported, onClose }: { isReported: boolean; onClose: () => void }) {
  const t = useTranslations();
  return (
    <>
      <p role="status">{isReported ? t("report.thanks") : t("report.withdrawn")}</p>
      <div className="flex justify-end">
        <Button autoFocus onClick={onClose}>
          {t("dialog.close")}
        </Button>
      </div>
    </>
  );
}

function Form({ thing, id, isReported, onClose, onDone }: Omit<Props, "open"> & { onDone: (is: boolean) => void }) {
  const t = useTranslations();
  const [reason, setReason] = useState<Reason | null>(null);
  const [note, setNote] = useState("");
  const { report, withdraw, write, isBusy, tryAgain, dismiss } = useReport(thing, id, onDone);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reason && !isBusy) report({ reason, note });
  };
  return (
    <form onSubmit={submit} className="space-y-4">
      <p className="text-soft">{t("report.lead")}</p>
      <ReasonFields
        label={t("report.reason")}
        noteLabel={t("report.note")}
        {...{ reason, note }}
        onReason={setReason}
        onNote={setNote}
      />
      {write?.state === "failed" && (
        <WriteStateLabel write={write} words="saving" onTryAgain={tryAgain} onDismiss={dismiss} />
      )}
      <div className="flex flex-wrap justify-end gap-3 pt-2">
        {isReported && (
          <Button kind="quiet" busy={isBusy} onClick={withdraw}>
            {t("report.withdraw")}
          </Button>
        )}
        <Button onClick={onClose}>{t("dialog.cancel")}</Button>
        <Button type="submit" kind="primary" busy={isBusy}>
          {t("report.submit")}
        </Button>
      </div>
    </form>
  );
}

/** Asks why somebody reports something, says thank you, and lets them withdraw it. */
export function ReportDialog(props: Props) {
  const { thing, open, onClose } = props;
  const t = useTranslations();
  const [isDone, setDone] = useState<{ isReported: boolean } | null>(null);
  const close = () => {
    setDone(null);
    onClose();
  };
  return (
    <Dialog open={open} title={t("report.title", { thing })} onClose={close}>
      {isDone ? (
        <Done {...isDone} onClose={close} />
      ) : (
        <Form {...props} onClose={close} onDone={(isReported) => setDone({ isReported })} />
      )}
    </Dialog>
  );
}
