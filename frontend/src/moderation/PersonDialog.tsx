"use client";

import { useId, useState, type FormEvent } from "react";
import { useTranslations } from "next-intl";
import type { Author, Standing, UserDecision } from "@/api/generated/types.gen";
import { Dialog } from "@/components/Dialog";
import { Button } from "@/components/form/Button";
import { RadioCards } from "@/components/form/RadioCards";
import { TextArea } from "@/components/form/TextArea";
import { NOTE_MAX } from "@/reports/reasons";

type Act = UserDecision["act"];

const DAYS = ["1", "7", "30"] as const;
const DAY_MS = 86_400_000;

/** What can be done, as the person stands now. */
const actsFor = ({ is_banned, is_muted, suspended_until }: Standing): Act[] => [
  "warn",
  is_muted ? "unmute" : "mute",
  suspended_until ? "unsuspend" : "suspend",
  is_banned ? "unban" : "ban",
];

const isTold = (act: Act) => act === "warn" || act === "suspend";

type Props = {
  person: Author;
  standing: Standing;
  open: boolean;
  onClose: () => void;
  onDecide: (decision: UserDecision) => void;
};

/** Until when somebody is suspended. */
function Until({ days, onDays }: { days: (typeof DAYS)[number]; onDays: (days: (typeof DAYS)[number]) => void }) {
  const t = useTranslations();
  const choices = DAYS.map((value) => ({ value, says: t("moderation.dayCount", { count: Number(value) }) }));
  return <RadioCards label={t("moderation.days")} name={useId()} value={days} choices={choices} onChoose={onDays} />;
}

type TextProps = { label: string; value: string; required?: boolean; onText: (text: string) => void };

function Text({ label, value, required, onText }: TextProps) {
  return (
    <TextArea
      {...{ label, value, required }}
      lines={1}
      maxLength={NOTE_MAX}
      length={value.length}
      most={NOTE_MAX}
      onChange={(event) => onText(event.target.value)}
    />
  );
}

function useDecision() {
  const [act, setAct] = useState<Act>("warn");
  const [words, setWords] = useState("");
  const [days, setDays] = useState<(typeof DAYS)[number]>("7");
  const [note, setNote] = useState("");
  const decision = (): UserDecision => ({
    act,
    note,
    words: isTold(act) ? words : "",
    ...(act === "suspend" ? { until_ms: Date.now() + Number(days) * DAY_MS } : {}),
  });
  return { act, setAct, words, setWords, days, setDays, note, setNote, decision };
}

function Form({ standing, onClose, onDecide }: Omit<Props, "open" | "person">) {
  const t = useTranslations();
  const name = useId();
  const { act, setAct, words, setWords, days, setDays, note, setNote, decision } = useDecision();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isTold(act) && !words.trim()) return;
    onDecide(decision());
    onClose();
  };
  const choices = actsFor(standing).map((value) => ({ value, says: t(`moderation.acts.${value}`) }));
  return (
    <form onSubmit={submit} className="space-y-4">
      <RadioCards label={t("moderation.act")} name={name} value={act} choices={choices} onChoose={setAct} />
      {act === "suspend" && <Until days={days} onDays={setDays} />}
      {act === "mute" && <p className="text-soft">{t("moderation.muteLead")}</p>}
      {act === "ban" && <p className="text-soft">{t("moderation.banLead")}</p>}
      {isTold(act) && <Text label={t("moderation.words")} value={words} required onText={setWords} />}
      <Text label={t("moderation.note")} value={note} onText={setNote} />
      <div className="flex justify-end gap-3 pt-2">
        <Button onClick={onClose}>{t("dialog.cancel")}</Button>
        <Button type="submit" kind={act === "ban" ? "danger" : "primary"}>
          {t("moderation.decide")}
        </Button>
      </div>
    </form>
  );
}

/** Asks what to do about the author of something: to warn, mute, suspend or ban them, or to end that. */
export function PersonDialog({ person, open, ...rest }: Props) {
  const t = useTranslations();
  return (
    <Dialog open={open} wide title={t("moderation.person", { name: person.name })} onClose={rest.onClose}>
      <Form {...rest} />
    </Dialog>
  );
}
