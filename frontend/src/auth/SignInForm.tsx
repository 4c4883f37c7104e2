"use client";

import { useForm } from "react-hook-form";
import { resolverFor } from "@/api/form-resolver";
import type { Credentials } from "@/api/generated/types.gen";
import { Banner } from "@/components/Banner";
import { Button } from "@/components/form/Button";
import { Field } from "@/components/form/Field";
import { PasswordField } from "@/components/form/PasswordField";
import { paths } from "@/routes/paths";
import { texts } from "@/texts";
import { AuthPage } from "./AuthPage";
import { enter } from "./enter";
import { useEntry } from "./useEntry";

const FIELDS = ["email", "password"] as const;

/** Asks for address and password. `next` has to be a path of this site. */
export function SignInForm({ next }: { next: string }) {
  const form = useForm<Credentials>({
    resolver: resolverFor("zCredentials", FIELDS),
    defaultValues: { email: "", password: "" },
  });
  const { register, formState } = form;
  const { errors } = formState;
  const entry = useEntry({
    form,
    fields: FIELDS,
    go: (values) => enter(values, next),
    say: (problem) => (problem.status === 401 ? texts.signIn.wrong : null),
  });
  return (
    <AuthPage
      {...texts.signIn}
      otherHref={next === "/" ? paths.register : `${paths.register}?next=${encodeURIComponent(next)}`}
    >
      <form method="post" noValidate onSubmit={entry.submit} className="mt-8 space-y-5">
        {entry.complaint && <Banner kind="alarm">{entry.complaint}</Banner>}
        <Field
          label={texts.fields.email}
          type="email"
          autoComplete="username"
          error={errors.email?.message}
          {...register("email")}
        />
        <PasswordField
          label={texts.fields.password}
          autoComplete="current-password"
          error={errors.password?.message}
          {...register("password")}
        />
        <Button type="submit" kind="primary" busy={entry.isBusy} className="w-full">
          {texts.signIn.submit}
        </Button>
      </form>
    </AuthPage>
  );
}
