"use client";

import type { InboxSettings, WantedMails } from "@/api/generated/types.gen";
import { Banner } from "@/components/Banner";
import { Button } from "@/components/form/Button";
import { sayFully } from "@/components/text/relative-time";
import { useInboxSettings } from "@/inbox/queries";
import { mail } from "@/texts/mail";
import { Part } from "./Part";
import { QueryBoundary } from "./QueryBoundary";

type Schedule = WantedMails["reply"];

const KINDS = Object.keys(mail.kinds) as (keyof WantedMails)[];
const SCHEDULES = Object.entries(mail.schedules) as [Schedule, string][];

type Change = (changes: { mail: Partial<WantedMails> }) => void;

function Refused({ wanted, change }: { wanted: InboxSettings; change: Change }) {
  if (!wanted.mail_refused) return null;
  const { at, status } = wanted.mail_refused;
  return (
    <Banner kind="alarm">
      <p>{mail.refused(sayFully(new Date(at)), status)}</p>
      <Button size="small" className="mt-3" onClick={() => change({ mail: wanted.mail })}>
        {mail.tryAgain}
      </Button>
    </Banner>
  );
}

function Choices({ wanted, change }: { wanted: InboxSettings; change: Change }) {
  return KINDS.map((kind) => (
    <label key={kind} className="flex min-h-11 flex-wrap items-center justify-between gap-3">
      {mail.kinds[kind]}
      <select
        value={wanted.mail[kind]}
        onChange={({ target }) => change({ mail: { [kind]: target.value as Schedule } })}
        className="min-h-11 rounded-control border border-edge bg-surface px-3"
      >
        {SCHEDULES.map(([schedule, label]) => (
          <option key={schedule} value={schedule}>
            {label}
          </option>
        ))}
      </select>
    </label>
  ));
}

/** When one gets mails about what. */
export function Mails() {
  const { query, change } = useInboxSettings();
  return (
    <Part title={mail.title} lead={mail.lead}>
      <QueryBoundary query={query}>
        {(wanted) =>
          wanted.is_mail_on ? (
            <>
              <Refused wanted={wanted} change={change.mutate} />
              <Choices wanted={wanted} change={change.mutate} />
            </>
          ) : (
            <p className="text-sm text-soft">{mail.off}</p>
          )
        }
      </QueryBoundary>
      <p role="alert" className="text-sm text-alarm empty:hidden">
        {change.isError && mail.failed}
      </p>
    </Part>
  );
}
