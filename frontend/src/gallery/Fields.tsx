"use client";

import { useState } from "react";
import { Field } from "@/components/form/Field";
import { PasswordField } from "@/components/form/PasswordField";
import { TextArea } from "@/components/form/TextArea";
import { texts } from "@/texts";
import { gallery } from "@/texts/gallery";
import { Specimens } from "./Specimens";

const MOST = 120;

function LongText() {
  const [text, setText] = useState(gallery.postText.slice(0, MOST - 5));
  return (
    <TextArea
      label={gallery.long}
      value={text}
      onChange={(event) => setText(event.target.value)}
      most={MOST}
      length={text.length}
    />
  );
}

/** Fields that can be tried; nothing is sent. */
export function Fields() {
  return (
    <Specimens name="fields" title={gallery.fields}>
      <div className="grid gap-5 sm:grid-cols-2">
        <Field label={gallery.empty} placeholder={gallery.placeholder} />
        <Field label={gallery.filled} defaultValue={gallery.value} />
        <Field label={gallery.hinted} hint={gallery.hint} />
        <Field label={gallery.wrong} error={texts.fields.required} />
        <Field label={gallery.disabled} defaultValue={gallery.value} disabled />
        <PasswordField label={texts.fields.password} hint={texts.fields.passwordHint} autoComplete="off" />
      </div>
      <div className="mt-5">
        <LongText />
      </div>
    </Specimens>
  );
}
