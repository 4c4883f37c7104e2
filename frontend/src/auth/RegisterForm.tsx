"use client";

import { useState } from "react";
import { useForm } from "react-hook-form";
import { resolverFor } from "@/api/form-resolver";
import type { Registration } from "@/api/generated/types.gen";
import { handleOf } from "@/api/handle";
import { Banner } from "@/components/Banner";
import { Button } from "@/components/form/Button";
import { Field } from "@/components/form/Field";
import { HandleField } from "@/components/form/HandleField";
import { PasswordField } from "@/components/form/PasswordField";
import { typedEarly } from "@/components/form/typed-early";
import { useHydrated } from "@/components/useHydrated";
import { signInFor } from "@/routes/next-path";
import { texts } from "@/texts";
import { AuthPage } from "./AuthPage";
import { enterAnew } from "./enter";
import { useEntry } from "./useEntry";

const FIELDS = ["name", "handle", "email", "password"] as const;
const FORM = "register";
type Values = Pick<Registration, (typeof FIELDS)[number]>;

const check = resolverFor<Values>("zRegistration");
const checkRegistration: typeof check = (values, ...rest) =>
  check({ ...values, handle: handleOf(values.handle ?? "") || null }, ...rest);

function useRegistration(next: string) {
  const [typed] = useState(() => typedEarly(FORM, FIELDS));
  const form = useForm<Values>({
    resolver: checkRegistration,
    defaultValues: { name: "", handle: "", email: "", password: "", ...typed },
  });
  const entry = useEntry({
    form,
    fields: FIELDS,
    go: (values) => enterAnew(values, next),
    say: (problem) => (problem.status === 409 ? texts.register.taken : null),
  });
  return { form, entry };
}

/** Asks for what an account needs. `next` has to be a path of this site. */
export function RegisterForm({ next }: { next: string }) {
  const { form, entry } = useRegistration(next);
  const { register, formState } = form;
  const isHere = useHydrated(); // sent before, the form would come back empty
  const { errors } = formState;
  return (
    <AuthPage {...texts.register} otherHref={signInFor(next)}>
      <form id={FORM} method="post" noValidate onSubmit={entry.submit} className="mt-8 space-y-5">
        <Field
          label={texts.fields.name}
          hint={texts.fields.nameHint}
          autoComplete="name"
          error={errors.name?.message}
          {...register("name")}
        />
        <HandleField error={errors.handle?.message} {...register("handle")} />
        <Field
          label={texts.fields.email}
          type="email"
          autoComplete="username"
          error={errors.email?.message}
          {...register("email")}
        />
        <PasswordField
          label={texts.fields.password}
          hint={texts.fields.passwordHint}
          autoComplete="new-password"
          error={errors.password?.message}
          {...register("password")}
        />
        <Button type="submit" kind="primary" busy={entry.isBusy} disabled={!isHere} className="w-full">
          {texts.register.submit}
        </Button>
        {entry.complaint && <Banner kind="alarm">{entry.complaint}</Banner>}
      </form>
    </AuthPage>
  );
}
