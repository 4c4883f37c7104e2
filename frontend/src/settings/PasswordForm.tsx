"use client";

import { useForm } from "react-hook-form";
import { client } from "@/api/browser";
import { resolverFor } from "@/api/form-resolver";
import { changePassword } from "@/api/generated/sdk.gen";
import type { PasswordChange } from "@/api/generated/types.gen";
import { useSubmit } from "@/api/useSubmit";
import { Banner } from "@/components/Banner";
import { Button } from "@/components/form/Button";
import { PasswordField } from "@/components/form/PasswordField";
import { useProof } from "@/factors/useProof";
import { useSession } from "@/session/SessionProvider";
import { useTranslations } from "next-intl";
import { fieldOfPassword, OwnPassword } from "./OwnPassword";
import { useSessionsAnew } from "./queries";

const FIELDS = ["password", "new_password"] as const;

/** Changes the password. All other sessions end with that. */
export function PasswordForm({ email, onDone }: { email: string; onDone: () => void }) {
  const t = useTranslations();
  const { ready } = useSession();
  const { proven, dialog } = useProof();
  const lookAtSessions = useSessionsAnew();
  const form = useForm<PasswordChange>({
    resolver: resolverFor("zPasswordChange", t, FIELDS),
    defaultValues: { password: "", new_password: "" },
  });
  const go = async (body: PasswordChange) => {
    await ready();
    await proven(() => changePassword({ client, body }));
    lookAtSessions();
    onDone();
  };
  const { submit, complaint, isBusy } = useSubmit({ form, fields: FIELDS, go, fieldOf: fieldOfPassword });
  const { errors } = form.formState;
  return (
    <>
      <form method="post" noValidate onSubmit={submit} className="space-y-5">
        {/* Password managers take from it whose password this is. */}
        <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
        <OwnPassword error={errors.password?.message} {...form.register("password")} />
        <PasswordField
          label={t("fields.newPassword")}
          hint={t("fields.passwordHint")}
          autoComplete="new-password"
          error={errors.new_password?.message}
          {...form.register("new_password")}
        />
        <Button type="submit" kind="primary" busy={isBusy}>
          {t("write.save")}
        </Button>
        {complaint && <Banner kind="alarm">{complaint}</Banner>}
      </form>
      {dialog}
    </>
  );
}
