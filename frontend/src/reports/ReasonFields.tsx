"use client";

import { useId } from "react";
import { useTranslations } from "next-intl";
import { TextArea } from "@/components/form/TextArea";
import { NOTE_MAX, REASONS, type Reason } from "./reasons";

type Props = {
  label: string;
  reason: Reason | null;
  onReason: (reason: Reason) => void;
  noteLabel: string;
  note: string;
  onNote: (note: string) => void;
};

/** Why something should not stand: one of the reasons, and some words. */
export function ReasonFields({ label, reason: chosen, onReason, noteLabel, note, onNote }: Props) {
  const t = useTranslations();
  const name = useId();
  return (
    <>
      <fieldset className="space-y-1">
        <legend className="mb-1 text-sm font-medium">{label}</legend>
        {REASONS.map((reason) => (
          <label
            key={reason}
            className="flex min-h-9 items-center gap-3 rounded-control px-2 text-sm hover:bg-sunken has-checked:bg-accent-wash pointer-coarse:min-h-11"
          >
            <input
              type="radio"
              name={name}
              required
              checked={chosen === reason}
              onChange={() => onReason(reason)}
              className="size-4 accent-accent"
            />
            {t(`reasons.${reason}`)}
          </label>
        ))}
      </fieldset>
      <TextArea
        label={noteLabel}
        lines={1}
        value={note}
        maxLength={NOTE_MAX}
        length={note.length}
        most={NOTE_MAX}
        onChange={(event) => onNote(event.target.value)}
      />
    </>
  );
}
