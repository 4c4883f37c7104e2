"use client";

import { useForm } from "react-hook-form";
import { client } from "@/api/browser";
import { resolverFor } from "@/api/form-resolver";
import { confirmTotp } from "@/api/generated/sdk.gen";
import type { AppSecret, FirstCode } from "@/api/generated/types.gen";
import type { ApiProblem } from "@/api/problem";
import { useSubmit } from "@/api/useSubmit";
import { Banner } from "@/components/Banner";
import { Button } from "@/components/form/Button";
import { useTranslations } from "next-intl";
import { CodeField } from "@/factors/CodeField";
import { QrCode } from "./QrCode";

type Props = { secret: AppSecret; onDone: (recoveryCodes: string[]) => void; onCancel: () => void };

const FIELDS = ["code"] as const;
const fieldOf = ({ kind }: ApiProblem) => (kind === "wrong-code" ? "code" : null);
const inFours = (text: string) => text.match(/.{1,4}/g)?.join(" ");

/** Shows an app its secret, and takes the first code that it shows. */
export function SetUp({ secret, onDone, onCancel }: Props) {
  const t = useTranslations();
  const form = useForm<FirstCode>({ resolver: resolverFor("zFirstCode", t, FIELDS), defaultValues: { code: "" } });
  const go = async (body: FirstCode) => onDone((await confirmTotp({ client, body })).data.recovery_codes);
  const { submit, complaint, isBusy } = useSubmit({ form, fields: FIELDS, go, fieldOf });
  return (
    <form method="post" noValidate onSubmit={submit} className="space-y-5">
      <p>{t("factors.scan")}</p>
      <QrCode text={secret.uri} label={t("factors.qrCode")} />
      <p className="text-sm text-soft">
        {t("factors.type")} <code className="font-semibold wrap-anywhere text-ink">{inFours(secret.secret)}</code>
      </p>
      <CodeField
        label={t("factors.firstCode")}
        inputMode="numeric"
        autoFocus
        error={form.formState.errors.code?.message}
        {...form.register("code")}
      />
      {complaint && <Banner kind="alarm">{complaint}</Banner>}
      <div className="flex flex-wrap gap-3">
        <Button type="submit" kind="primary" busy={isBusy}>
          {t("factors.turnOn")}
        </Button>
        <Button onClick={onCancel}>{t("dialog.cancel")}</Button>
      </div>
    </form>
  );
}
