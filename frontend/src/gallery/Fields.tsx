"use client";

import { useState } from "react";
import { Field } from "@/components/form/Field";
import { PasswordField } from "@/components/form/PasswordField";
import { TextArea } from "@/components/form/TextArea";
import { useTranslations } from "next-intl";
import { Specimens } from "./Specimens";
import { samples } from "./samples";

const MOST = 120;

function LongText() {
  const t = useTranslations();
  const [text, setText] = useState(samples.text.slice(0, MOST - 5));
  return (
    <TextArea
      label={t("gallery.long")}
      value={text}
      onChange={(event) => setText(event.target.value)}
      most={MOST}
      length={text.length}
    />
  );
}

/** Fields that can be tried; nothing is sent. */
export function Fields() {
  const t = useTranslations();
  return (
    <Specimens name="fields" title={t("gallery.fields")}>
      <div className="grid gap-5 sm:grid-cols-2">
        <Field label={t("gallery.empty")} placeholder={t("gallery.placeholder")} />
        <Field label={t("gallery.filled")} defaultValue={samples.names[0]} />
        <Field label={t("gallery.hinted")} hint={t("gallery.hint")} />
        <Field label={t("gallery.wrong")} error={t("checks.required")} />
        <Field label={t("gallery.disabled")} defaultValue={samples.names[0]} disabled />
        <PasswordField label={t("fields.password")} hint={t("fields.passwordHint")} autoComplete="off" />
      </div>
      <div className="mt-5">
        <LongText />
      </div>
    </Specimens>
  );
}
