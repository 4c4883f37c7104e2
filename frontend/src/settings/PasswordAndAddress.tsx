"use client";

import { useState } from "react";
import type { InboxSettings } from "@/api/generated/types.gen";
import { Button } from "@/components/form/Button";
import { PageLink } from "@/components/PageLink";
import { useInboxSettings } from "@/inbox/queries";
import { paths } from "@/routes/paths";
import { useMe } from "@/session/SessionProvider";
import { useTranslations } from "next-intl";
import { AddressForm } from "./AddressForm";
import { Part } from "./Part";
import { PasswordForm } from "./PasswordForm";
import { Unconfirmed } from "./Unconfirmed";
import { useDone } from "./useDone";
import { useMeAnew } from "./useMeAnew";

type Form = "password" | "address";
const WORDS = { password: "changePassword", address: "changeAddress" } as const;

/** Which of the forms is open: one at most. */
function useForms(say: (text: string) => void) {
  const [open, setOpen] = useState<Form | null>(null);
  const toggle = (form: Form) => setOpen(open === form ? null : form);
  const end = (said: string) => {
    setOpen(null);
    say(said);
  };
  return { open, toggle, end };
}

type ChoicesProps = { forms: Form[]; open: Form | null; toggle: (form: Form) => void };

function Choices({ forms, open, toggle }: ChoicesProps) {
  const t = useTranslations();
  return (
    <div className="flex flex-wrap gap-3">
      {forms.map((form) => (
        <Button
          key={form}
          aria-expanded={open === form}
          className="aria-expanded:bg-sunken"
          onClick={() => toggle(form)}
        >
          {t(`account.${WORDS[form]}`)}
        </Button>
      ))}
    </div>
  );
}

/** What one signs in with, and how to change it. `first` says whether this site sends mails; null if the server could not tell. */
export function PasswordAndAddress({ first }: { first: InboxSettings | null }) {
  const t = useTranslations();
  const me = useMe();
  const isMailOn = useInboxSettings(first).query.data?.is_mail_on;
  const { heading, said, say } = useDone();
  const { open, toggle, end } = useForms(say);
  const [hasAsked, setAsked] = useState(false);
  useMeAnew(hasAsked || me?.is_confirmed === false);
  if (!me) return null;
  const forms: Form[] = isMailOn === false ? ["password"] : ["password", "address"];
  const asked = (email: string) => {
    setAsked(true);
    end(t("account.addressAsked", { email }));
  };
  return (
    <Part title={t("account.title")} lead={t("account.lead", { email: me.email })} heading={heading}>
      {isMailOn && !me.is_confirmed && <Unconfirmed email={me.email} />}
      <Choices {...{ forms, open, toggle }} />
      {open === "password" && <PasswordForm email={me.email} onDone={() => end(t("account.passwordChanged"))} />}
      {open === "address" && <AddressForm onDone={asked} />}
      {isMailOn === false && <p className="text-sm text-soft">{t("account.noMails")}</p>}
      <p className="flex flex-wrap gap-x-6 gap-y-3 text-sm text-accent">
        <PageLink href={paths.security} className="underline underline-offset-4">
          {t("account.security")}
        </PageLink>
        <PageLink href={paths.data} className="underline underline-offset-4">
          {t("account.data")}
        </PageLink>
      </p>
      <p role="status" className="text-sm text-soft wrap-anywhere empty:hidden">
        {open === null && said}
      </p>
    </Part>
  );
}
