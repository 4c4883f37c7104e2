"use client";

import { useState } from "react";
import { useForm } from "react-hook-form";
import { client } from "@/api/browser";
import { resolverFor } from "@/api/form-resolver";
import { askForReset } from "@/api/generated/sdk.gen";
import type { ForgottenPassword } from "@/api/generated/types.gen";
import { useSubmit } from "@/api/useSubmit";
import { Banner } from "@/components/Banner";
import { Button } from "@/components/form/Button";
import { Field } from "@/components/form/Field";
import { typedEarly } from "@/components/form/typed-early";
import { useHydrated } from "@/components/useHydrated";
import { signInFor } from "@/routes/next-path";
import { useTranslations } from "next-intl";
import { AuthPage } from "./AuthPage";
import { Conclusion } from "./Conclusion";

const FIELDS = ["email"] as const;
const FORM = "forgotten";

function useForgotten() {
  const t = useTranslations();
  const [typed] = useState(() => typedEarly(FORM, FIELDS));
  const [sentTo, setSentTo] = useState<string | null>(null);
  const [isBack, setBack] = useState(false);
  const form = useForm<ForgottenPassword>({
    resolver: resolverFor("zForgottenPassword", t, FIELDS),
    defaultValues: { email: "", ...typed },
  });
  const { submit, complaint, isBusy } = useSubmit({
    form,
    fields: FIELDS,
    go: async (body) => {
      await askForReset({ client, body });
      setSentTo(body.email);
    },
    say: (problem) => (problem.status === 409 ? t("forgotten.noMails") : null),
  });
  const again = () => {
    setSentTo(null);
    setBack(true);
  };
  return { form, submit, complaint, isBusy, sentTo, isBack, again };
}

/** Has a mail sent by which to choose another password. It never says whether there is such an account. */
export function ForgottenForm({ next }: { next: string }) {
  const t = useTranslations();
  const { form, submit, complaint, isBusy, sentTo, isBack, again } = useForgotten();
  const isHere = useHydrated(); // sent before, the form would come back empty
  if (sentTo !== null) {
    return (
      <Conclusion title={t("link.sentTitle")} text={t("forgotten.sent", { email: sentTo })}>
        <Button onClick={again}>{t("forgotten.again")}</Button>
      </Conclusion>
    );
  }
  return (
    <AuthPage page="forgotten" otherHref={signInFor(next)}>
      <form id={FORM} method="post" noValidate onSubmit={submit} className="mt-8 space-y-5">
        <Field
          label={t("fields.email")}
          type="email"
          autoComplete="username"
          autoFocus={isBack}
          error={form.formState.errors.email?.message}
          {...form.register("email")}
        />
        <Button type="submit" kind="primary" busy={isBusy} disabled={!isHere} className="w-full">
          {t("forgotten.submit")}
        </Button>
        {complaint && <Banner kind="alarm">{complaint}</Banner>}
      </form>
    </AuthPage>
  );
}
