"use client";

import type { InboxSettings, WantedMails } from "@/api/generated/types.gen";
import { Banner } from "@/components/Banner";
import { Button } from "@/components/form/Button";
import { useDates } from "@/components/text/useDates";
import { useInboxSettings } from "@/inbox/queries";
import { useTranslations } from "next-intl";
import { Part } from "./Part";
import { QueryBoundary } from "./QueryBoundary";

type Schedule = WantedMails["reply"];

const KINDS = ["reply", "mention"] as const satisfies (keyof WantedMails)[];
const SCHEDULES = ["at_once", "daily", "weekly", "never"] as const satisfies Schedule[];

type Change = (changes: { mail: Partial<WantedMails> }) => void;

function Refused({ wanted, change }: { wanted: InboxSettings; change: Change }) {
  const [t, dates] = [useTranslations(), useDates()];
  if (!wanted.mail_refused) return null;
  const { at, status } = wanted.mail_refused;
  return (
    <Banner kind="alarm">
      <p>{t("mail.refused", { day: dates.fully(new Date(at)), status })}</p>
      <Button size="small" className="mt-3" onClick={() => change({ mail: wanted.mail })}>
        {t("mail.tryAgain")}
      </Button>
    </Banner>
  );
}

function Choices({ wanted, change }: { wanted: InboxSettings; change: Change }) {
  const t = useTranslations();
  return KINDS.map((kind) => (
    <label key={kind} className="flex min-h-11 flex-wrap items-center justify-between gap-3">
      {t(`mail.kinds.${kind}`)}
      <select
        value={wanted.mail[kind]}
        onChange={({ target }) => change({ mail: { [kind]: target.value as Schedule } })}
        className="min-h-11 rounded-control border border-edge bg-surface px-3"
      >
        {SCHEDULES.map((schedule) => (
          <option key={schedule} value={schedule}>
            {t(`mail.schedules.${schedule}`)}
          </option>
        ))}
      </select>
    </label>
  ));
}

/** When one gets mails about what. */
export function Mails({ first }: { first: InboxSettings | null }) {
  const t = useTranslations();
  const { query, change } = useInboxSettings(first);
  return (
    <Part title={t("mail.title")} lead={t("mail.lead")}>
      <QueryBoundary query={query}>
        {(wanted) =>
          wanted.is_mail_on ? (
            <>
              <Refused wanted={wanted} change={change.mutate} />
              <Choices wanted={wanted} change={change.mutate} />
            </>
          ) : (
            <p className="text-sm text-soft">{t("mail.off")}</p>
          )
        }
      </QueryBoundary>
      <p role="alert" className="text-sm text-alarm empty:hidden">
        {change.isError && t("settings.notSaved")}
      </p>
    </Part>
  );
}
