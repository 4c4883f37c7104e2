"use client";

import { useState } from "react";
import { useForm, type Resolver } from "react-hook-form";
import { resolverFor } from "@/api/form-resolver";
import type { Registration } from "@/api/generated/types.gen";
import { handleOf } from "@/api/handle";
import { useSubmit } from "@/api/useSubmit";
import { Banner } from "@/components/Banner";
import { Button } from "@/components/form/Button";
import { buttonClass } from "@/components/form/button-class";
import { Field } from "@/components/form/Field";
import { HandleField } from "@/components/form/HandleField";
import { PasswordField } from "@/components/form/PasswordField";
import { typedEarly } from "@/components/form/typed-early";
import { PageLink } from "@/components/PageLink";
import { useHydrated } from "@/components/useHydrated";
import type { Translate } from "@/i18n/translate";
import { signInFor } from "@/routes/next-path";
import { useTranslations } from "next-intl";
import { AuthPage } from "./AuthPage";
import { Conclusion } from "./Conclusion";
import { enterAnew } from "./enter";

const FIELDS = ["name", "handle", "email", "password"] as const;
const FORM = "register";
type Values = Pick<Registration, (typeof FIELDS)[number]>;

function checkRegistration(t: Translate): Resolver<Values> {
  const check = resolverFor<Values>("zRegistration", t);
  return (values, ...rest) => check({ ...values, handle: handleOf(values.handle ?? "") || null }, ...rest);
}

function useRegistration(next: string) {
  const t = useTranslations();
  const [typed] = useState(() => typedEarly(FORM, FIELDS));
  const form = useForm<Values>({
    resolver: checkRegistration(t),
    defaultValues: { name: "", handle: "", email: "", password: "", ...typed },
  });
  const [sentTo, setSentTo] = useState<string | null>(null);
  const entry = useSubmit({
    form,
    fields: FIELDS,
    go: async (values) => {
      await enterAnew(values, next);
      setSentTo(values.email);
    },
    say: (problem) => (problem.status === 409 ? t("register.taken") : null),
  });
  return { form, entry, sentTo };
}

/** Where a link in a mail makes the account. */
function Sent({ to, next }: { to: string; next: string }) {
  const t = useTranslations();
  return (
    <Conclusion title={t("link.sentTitle")} text={t("register.sent", { email: to })}>
      <PageLink href={signInFor(next)} className={buttonClass({})}>
        {t("link.signIn")}
      </PageLink>
    </Conclusion>
  );
}

/** Asks for what an account needs. `next` has to be a path of this site. */
export function RegisterForm({ next }: { next: string }) {
  const t = useTranslations();
  const { form, entry, sentTo } = useRegistration(next);
  const { register, formState } = form;
  const isHere = useHydrated(); // sent before, the form would come back empty
  const { errors } = formState;
  if (sentTo !== null) return <Sent to={sentTo} next={next} />;
  return (
    <AuthPage page="register" otherHref={signInFor(next)}>
      <form id={FORM} method="post" noValidate onSubmit={entry.submit} className="mt-8 space-y-5">
        <Field
          label={t("fields.name")}
          hint={t("fields.nameHint")}
          autoComplete="name"
          error={errors.name?.message}
          {...register("name")}
        />
        <HandleField error={errors.handle?.message} {...register("handle")} />
        <Field
          label={t("fields.email")}
          type="email"
          autoComplete="username"
          error={errors.email?.message}
          {...register("email")}
        />
        <PasswordField
          label={t("fields.password")}
          hint={t("fields.passwordHint")}
          autoComplete="new-password"
          error={errors.password?.message}
          {...register("password")}
        />
        <Button type="submit" kind="primary" busy={entry.isBusy} disabled={!isHere} className="w-full">
          {t("register.submit")}
        </Button>
        {entry.complaint && <Banner kind="alarm">{entry.complaint}</Banner>}
      </form>
    </AuthPage>
  );
}
