"use client";

import { useState, type FormEvent } from "react";
import { useTranslations } from "next-intl";
import type { Removal } from "@/api/generated/types.gen";
import { Banner } from "@/components/Banner";
import { Dialog } from "@/components/Dialog";
import { Button } from "@/components/form/Button";
import { TextArea } from "@/components/form/TextArea";
import { useAppeal } from "./useAppeal";

const WORDS_MAX = 1_000;

type Props = { removal: Removal; open: boolean; onClose: () => void };

function Form({ removal, onClose }: Omit<Props, "open">) {
  const t = useTranslations();
  const [words, setWords] = useState("");
  const { appeal, isBusy, complaint } = useAppeal(removal, onClose);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (words.trim() && !isBusy) appeal(words);
  };
  return (
    <form onSubmit={submit} className="space-y-4">
      <p className="text-soft">{t("appeal.lead")}</p>
      <TextArea
        label={t("appeal.words")}
        value={words}
        onChange={(event) => setWords(event.target.value)}
        maxLength={WORDS_MAX}
        most={WORDS_MAX}
        length={words.length}
        autoFocus
      />
      {complaint && <Banner kind="alarm">{complaint}</Banner>}
      <div className="flex justify-end gap-3 pt-2">
        <Button onClick={onClose}>{t("dialog.cancel")}</Button>
        <Button type="submit" kind="primary" busy={isBusy} disabled={!words.trim()}>
          {t("appeal.submit")}
        </Button>
      </div>
    </form>
  );
}

/** Asks why something that moderators removed should be there. */
export function AppealDialog({ removal, open, onClose }: Props) {
  const t = useTranslations();
  return (
    <Dialog open={open} title={t("appeal.title", { thing: removal.type })} onClose={onClose}>
      <Form {...{ removal, onClose }} />
    </Dialog>
  );
}
