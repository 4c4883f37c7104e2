"use client";

import { useState } from "react";
import { useForm } from "react-hook-form";
import { resolverFor } from "@/api/form-resolver";
import type { Credentials } from "@/api/generated/types.gen";
import { toProblem, type ApiProblem } from "@/api/problem";
import { useSubmit } from "@/api/useSubmit";
import { Banner } from "@/components/Banner";
import { Button } from "@/components/form/Button";
import { Field } from "@/components/form/Field";
import { PasswordField } from "@/components/form/PasswordField";
import { typedEarly } from "@/components/form/typed-early";
import { CodeField } from "@/factors/CodeField";
import { useHydrated } from "@/components/useHydrated";
import { PageLink } from "@/components/PageLink";
import { forgottenFor, registerFor } from "@/routes/next-path";
import { useTranslations } from "next-intl";
import { AuthPage } from "./AuthPage";
import { enter } from "./enter";
import { PasskeySignIn } from "./PasskeySignIn";

const WHO = ["email", "password"] as const;
const FIELDS = [...WHO, "code"] as const;
const FORM = "sign-in";
const NEEDED = "second-factor-needed";
const fieldOf = ({ kind }: ApiProblem) => (kind === "wrong-code" ? "code" : null);

function useSignIn(next: string) {
  const t = useTranslations();
  const [typed] = useState(() => typedEarly(FORM, WHO));
  const [needsCode, setNeedsCode] = useState(false);
  const form = useForm<Credentials>({
    resolver: resolverFor("zCredentials", t, WHO),
    defaultValues: { email: "", password: "", ...typed },
  });
  const go = ({ code, ...who }: Credentials) =>
    enter({ ...who, ...(code && { code }) }, next).catch((error: unknown) => {
      if (toProblem(error).kind !== NEEDED || code) throw error;
      setNeedsCode(true);
    });
  const say = ({ kind }: ApiProblem) => (kind === "wrong-credentials" ? t("signIn.wrong") : null);
  const entry = useSubmit({ form, fields: FIELDS, go, say, fieldOf });
  const back = () => {
    form.resetField("code");
    setNeedsCode(false);
  };
  return { form, entry, needsCode, back };
}

type Step = ReturnType<typeof useSignIn>;

/** Who one is. It stays in the page while a code is asked for: password managers look for it when the form is sent. */
function Who({ form, needsCode }: Step) {
  const t = useTranslations();
  const { errors } = form.formState;
  return (
    <div hidden={needsCode} className="space-y-5">
      <Field
        label={t("fields.email")}
        type="email"
        autoComplete="username"
        error={errors.email?.message}
        {...form.register("email")}
      />
      <PasswordField
        label={t("fields.password")}
        autoComplete="current-password"
        error={errors.password?.message}
        {...form.register("password")}
      />
    </div>
  );
}

function Code({ form, back }: Step) {
  const t = useTranslations();
  return (
    <>
      <CodeField
        label={t("signIn.code")}
        hint={t("signIn.codeHint")}
        autoFocus
        error={form.formState.errors.code?.message}
        {...form.register("code")}
      />
      <Button onClick={back}>{t("signIn.back")}</Button>
    </>
  );
}

/** Asks for address and password, and for a code where one has to come along. `next` has to be a path of this site; `isEnded`: they were signed in until a moment ago. */
export function SignInForm({ next, isEnded }: { next: string; isEnded: boolean }) {
  const t = useTranslations();
  const step = useSignIn(next);
  const { entry, needsCode } = step;
  const isHere = useHydrated(); // sent before, the form would come back empty
  return (
    <AuthPage page="signIn" otherHref={registerFor(next)}>
      <form id={FORM} method="post" noValidate onSubmit={entry.submit} className="mt-8 space-y-5">
        {isEnded && <Banner>{t("signIn.ended")}</Banner>}
        <Who {...step} />
        {needsCode && <Code {...step} />}
        <Button type="submit" kind="primary" busy={entry.isBusy} disabled={!isHere} className="w-full">
          {t("signIn.submit")}
        </Button>
        {entry.complaint && <Banner kind="alarm">{entry.complaint}</Banner>}
      </form>
      <PasskeySignIn next={next} />
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
