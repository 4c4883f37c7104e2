"use client";

import type { InboxSettings, WantedMails } from "@/api/generated/types.gen";
import { Banner } from "@/components/Banner";
import { Button } from "@/components/form/Button";
import { useDates } from "@/components/text/useDates";
import { useInboxSettings } from "@/inbox/queries";
import { useTranslations } from "next-intl";
import { Part } from "./Part";
import { QueryBoundary } from "./QueryBoundary";
import { useShown } from "./useShown";

type Schedule = WantedMails["reply"];

const KINDS = ["reply", "mention"] as const satisfies (keyof WantedMails)[];
const SCHEDULES = ["at_once", "daily", "weekly", "never"] as const satisfies Schedule[];

type Change = (changes: { mail: Partial<WantedMails> }) => Promise<unknown>;

function Refused({ wanted, tryAgain }: { wanted: InboxSettings; tryAgain: () => void }) {
  const [t, dates] = [useTranslations(), useDates()];
  if (!wanted.mail_refused) return null;
  const { at, status } = wanted.mail_refused;
  return (
    <Banner kind="alarm">
      <p>{t("mail.refused", { day: dates.fully(new Date(at)), status })}</p>
      <Button size="small" className="mt-3" onClick={tryAgain}>
        {t("mail.tryAgain")}
      </Button>
    </Banner>
  );
}

type ChoiceProps = { kind: (typeof KINDS)[number]; stored: Schedule; store: (schedule: Schedule) => Promise<unknown> };

function Choice({ kind, stored, store }: ChoiceProps) {
  const t = useTranslations();
  const [shown, choose] = useShown(stored, store);
  return (
    <label className="flex min-h-11 flex-wrap items-center justify-between gap-3">
      {t(`mail.kinds.${kind}`)}
      <select
        value={shown}
        onChange={({ target }) => choose(target.value as Schedule)}
        className="min-h-11 rounded-control border border-edge bg-surface px-3"
      >
        {SCHEDULES.map((schedule) => (
          <option key={schedule} value={schedule}>
            {t(`mail.schedules.${schedule}`)}
          </option>
        ))}
      </select>
    </label>
  );
}

function Choices({ wanted, change }: { wanted: InboxSettings; change: Change }) {
  return KINDS.map((kind) => (
    <Choice
      key={kind}
      kind={kind}
      stored={wanted.mail[kind]}
      store={(schedule) => change({ mail: { [kind]: schedule } })}
    />
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
              <Refused wanted={wanted} tryAgain={() => change.mutate({ mail: wanted.mail })} />
              <Choices wanted={wanted} change={change.mutateAsync} />
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
