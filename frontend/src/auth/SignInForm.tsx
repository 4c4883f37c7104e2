"use client";

import { useState } from "react";
import { useForm } from "react-hook-form";
import { resolverFor } from "@/api/form-resolver";
import type { Credentials } from "@/api/generated/types.gen";
import { useSubmit } from "@/api/useSubmit";
import { Banner } from "@/components/Banner";
import { Button } from "@/components/form/Button";
import { Field } from "@/components/form/Field";
import { PasswordField } from "@/components/form/PasswordField";
import { typedEarly } from "@/components/form/typed-early";
import { useHydrated } from "@/components/useHydrated";
import { PageLink } from "@/components/PageLink";
import { forgottenFor, registerFor } from "@/routes/next-path";
import { useTranslations } from "next-intl";
import { AuthPage } from "./AuthPage";
import { enter } from "./enter";

const FIELDS = ["email", "password"] as const;
const FORM = "sign-in";

function useSignIn(next: string) {
  const t = useTranslations();
  const [typed] = useState(() => typedEarly(FORM, FIELDS));
  const form = useForm<Credentials>({
    resolver: resolverFor("zCredentials", t, FIELDS),
    defaultValues: { email: "", password: "", ...typed },
  });
  const entry = useSubmit({
    form,
    fields: FIELDS,
    go: (values) => enter(values, next),
    say: (problem) => (problem.status === 401 ? t("signIn.wrong") : null),
  });
  return { form, entry };
}

/** Asks for address and password. `next` has to be a path of this site; `isEnded`: they were signed in until a moment ago. */
export function SignInForm({ next, isEnded }: { next: string; isEnded: boolean }) {
  const t = useTranslations();
  const { form, entry } = useSignIn(next);
  const { register, formState } = form;
  const isHere = useHydrated(); // sent before, the form would come back empty
  const { errors } = formState;
  return (
    <AuthPage page="signIn" otherHref={registerFor(next)}>
      <form id={FORM} method="post" noValidate onSubmit={entry.submit} className="mt-8 space-y-5">
        {isEnded && <Banner>{t("signIn.ended")}</Banner>}
        <Field
          label={t("fields.email")}
          type="email"
          autoComplete="username"
          error={errors.email?.message}
          {...register("email")}
        />
        <PasswordField
          label={t("fields.password")}
          autoComplete="current-password"
          error={errors.password?.message}
          {...register("password")}
        />
        <Button type="submit" kind="primary" busy={entry.isBusy} disabled={!isHere} className="w-full">
          {t("signIn.submit")}
        </Button>
        {entry.complaint && <Banner kind="alarm">{entry.complaint}</Banner>}
      </form>
      <p className="mt-8 -mb-6 text-sm">
        <PageLink
          href={forgottenFor(next)}
          className="inline-block text-accent underline underline-offset-4 pointer-coarse:py-3"
        >
          {t("forgotten.title")}
        </PageLink>
      </p>
    </AuthPage>
  );
}
