"use client";

import { useForm } from "react-hook-form";
import { client } from "@/api/browser";
import { resolverFor } from "@/api/form-resolver";
import { changeAddress } from "@/api/generated/sdk.gen";
import type { AddressChange } from "@/api/generated/types.gen";
import { useSubmit } from "@/api/useSubmit";
import { Banner } from "@/components/Banner";
import { Button } from "@/components/form/Button";
import { Field } from "@/components/form/Field";
import { useProof } from "@/factors/useProof";
import { useSession } from "@/session/SessionProvider";
import { useTranslations } from "next-intl";
import { fieldOfPassword, OwnPassword } from "./OwnPassword";

const FIELDS = ["password", "email"] as const;

/** Has a mail sent to another address, whose link makes it one's own. */
export function AddressForm({ onDone }: { onDone: (email: string) => void }) {
  const t = useTranslations();
  const { ready } = useSession();
  const { proven, dialog } = useProof();
  const form = useForm<AddressChange>({
    resolver: resolverFor("zAddressChange", t, FIELDS),
    defaultValues: { password: "", email: "" },
  });
  const go = async (body: AddressChange) => {
    await ready();
    await proven(() => changeAddress({ client, body }));
    onDone(body.email);
  };
  const { submit, complaint, isBusy } = useSubmit({ form, fields: FIELDS, go, fieldOf: fieldOfPassword });
  const { errors } = form.formState;
  return (
    <>
      <form method="post" noValidate onSubmit={submit} className="space-y-5">
        <OwnPassword error={errors.password?.message} {...form.register("password")} />
        <Field
          label={t("account.newAddress")}
          hint={t("account.addressHint")}
          type="email"
          autoComplete="email"
          error={errors.email?.message}
          {...form.register("email")}
        />
        <Button type="submit" kind="primary" busy={isBusy}>
          {t("account.sendMail")}
        </Button>
        {complaint && <Banner kind="alarm">{complaint}</Banner>}
      </form>
      {dialog}
    </>
  );
}
