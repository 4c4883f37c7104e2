"use client";

import { useState } from "react";
import { useForm, type Resolver } from "react-hook-form";
import { client } from "@/api/browser";
import { resolverFor } from "@/api/form-resolver";
import { resetPassword } from "@/api/generated/sdk.gen";
import type { PasswordReset } from "@/api/generated/types.gen";
import { toProblem } from "@/api/problem";
import { useSubmit } from "@/api/useSubmit";
import { Banner } from "@/components/Banner";
import { Button } from "@/components/form/Button";
import { buttonClass } from "@/components/form/button-class";
import { PasswordField } from "@/components/form/PasswordField";
import { typedEarly } from "@/components/form/typed-early";
import { PageLink } from "@/components/PageLink";
import { useHydrated } from "@/components/useHydrated";
import type { Translate } from "@/i18n/translate";
import { paths } from "@/routes/paths";
import { useTranslations } from "next-intl";
import { AuthPage } from "./AuthPage";
import { Conclusion } from "./Conclusion";
import { useLink } from "./useLink";

type How = "done" | "ended";
const FIELDS = ["new_password"] as const;
const FORM = "reset";
const LINK_ENDED = 410;

/** How it went with this link. Throws an ApiProblem that is none of the link's. */
async function reset(body: PasswordReset): Promise<How> {
  try {
    await resetPassword({ client, body });
    return "done";
  } catch (error) {
    if (toProblem(error).status === LINK_ENDED) return "ended";
    throw error;
  }
}

function checkReset(t: Translate, token: string): Resolver<PasswordReset> {
  const check = resolverFor<PasswordReset>("zPasswordReset", t, FIELDS);
  return (values, ...rest) => check({ ...values, token }, ...rest);
}

function useReset(token: string, end: (how: How) => void) {
  const t = useTranslations();
  const [typed] = useState(() => typedEarly(FORM, FIELDS));
  const form = useForm<PasswordReset>({
    resolver: checkReset(t, token),
    defaultValues: { new_password: "", ...typed },
  });
  const { submit, complaint, isBusy } = useSubmit({
    form,
    fields: FIELDS,
    go: async (values) => end(await reset({ ...values, token })),
  });
  return { form, submit, complaint, isBusy };
}

function NewPassword({ token, end }: { token: string; end: (how: How) => void }) {
  const t = useTranslations();
  const { form, submit, complaint, isBusy } = useReset(token, end);
  const isHere = useHydrated(); // sent before, the form would come back empty
  return (
    <AuthPage page="reset" otherHref={paths.signIn}>
      <form id={FORM} method="post" noValidate onSubmit={submit} className="mt-8 space-y-5">
        <PasswordField
          label={t("fields.newPassword")}
          hint={t("fields.passwordHint")}
          autoComplete="new-password"
          error={form.formState.errors.new_password?.message}
          {...form.register("new_password")}
        />
        <Button type="submit" kind="primary" busy={isBusy} disabled={!isHere} className="w-full">
          {t("reset.submit")}
        </Button>
        {complaint && <Banner kind="alarm">{complaint}</Banner>}
      </form>
    </AuthPage>
  );
}

/** Where the link of a mail leads by which somebody chooses another password. */
export function ResetForm() {
  const t = useTranslations();
  const { token, how, end } = useLink<How>();
  if (!how) return <NewPassword token={token ?? ""} end={end} />;
  const [isDone, look] = [how === "done", buttonClass({ kind: "primary" })];
  return (
    <Conclusion
      key={how}
      title={isDone ? t("reset.doneTitle") : t("link.endedTitle")}
      text={isDone ? t("reset.done") : t("reset.ended")}
    >
      <PageLink href={isDone ? paths.signIn : paths.forgotten} className={look}>
        {isDone ? t("link.signIn") : t("reset.again")}
      </PageLink>
    </Conclusion>
  );
}
