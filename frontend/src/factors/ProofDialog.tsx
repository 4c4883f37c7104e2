"use client";

import { useState } from "react";
import { useForm } from "react-hook-form";
import { client } from "@/api/browser";
import { resolverFor } from "@/api/form-resolver";
import { prove } from "@/api/generated/sdk.gen";
import type { Proof } from "@/api/generated/types.gen";
import { toProblem, type ApiProblem } from "@/api/problem";
import { useExplain } from "@/api/useExplain";
import { useSubmit } from "@/api/useSubmit";
import { Banner } from "@/components/Banner";
import { Dialog } from "@/components/Dialog";
import { Button } from "@/components/form/Button";
import { PasswordField } from "@/components/form/PasswordField";
import { useTranslations } from "next-intl";
import { CodeField } from "./CodeField";
import { hasPasskeys, NotUsed, provePasskey } from "./passkey";
import { useFactors } from "./queries";

type Props = { onProven: () => void; onClose: () => void };

const FIELDS = ["password", "code"] as const;
const fieldOf = ({ kind }: ApiProblem) =>
  kind === "wrong-password" ? "password" : ["wrong-code", "second-factor-needed"].includes(kind) ? "code" : null;

/** Proves by a passkey; what a person has closed is no complaint. */
function usePasskeyProof(onProven: () => void) {
  const { explain } = useExplain();
  const [complaint, setComplaint] = useState<string | null>(null);
  const go = async () => {
    setComplaint(null);
    try {
      await provePasskey();
      onProven();
    } catch (error) {
      if (!(error instanceof NotUsed)) setComplaint(explain(toProblem(error)));
    }
  };
  return { go, complaint };
}

/** Asks for the password and the second factor again, or a passkey, before something important is changed. */
export function ProofDialog({ onProven, onClose }: Props) {
  const t = useTranslations();
  const { data: factors } = useFactors(null);
  const passkey = usePasskeyProof(onProven);
  const form = useForm<Proof>({ resolver: resolverFor("zProof", t, ["password"]), defaultValues: { password: "" } });
  const go = async ({ password, code }: Proof) => {
    await prove({ client, body: { password, ...(code && { code }) } });
    onProven();
  };
  const { submit, complaint, isBusy } = useSubmit({ form, fields: FIELDS, go, fieldOf });
  const { errors } = form.formState;
  const said = complaint ?? passkey.complaint;
  return (
    <Dialog open title={t("proof.title")} onClose={onClose}>
      <form method="post" noValidate onSubmit={submit} className="space-y-5">
        <p className="text-soft">{t("proof.lead")}</p>
        <PasswordField
          label={t("fields.password")}
          autoComplete="current-password"
          autoFocus
          error={errors.password?.message}
          {...form.register("password")}
        />
        {(factors?.second_factor || errors.code) && (
          <CodeField label={t("proof.code")} error={errors.code?.message} {...form.register("code")} />
        )}
        {said && <Banner kind="alarm">{said}</Banner>}
        <div className="flex flex-wrap justify-end gap-3">
          {!!factors?.passkeys.length && hasPasskeys() && (
            <Button onClick={() => void passkey.go()}>{t("proof.passkey")}</Button>
          )}
          <Button onClick={onClose}>{t("dialog.cancel")}</Button>
          <Button type="submit" kind="primary" busy={isBusy}>
            {t("proof.submit")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
