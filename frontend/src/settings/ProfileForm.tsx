"use client";

import { useForm } from "react-hook-form";
import { showFieldErrors } from "@/api/field-errors";
import { preloadSchemas } from "@/api/form-resolver";
import type { Me, UserChanges } from "@/api/generated/types.gen";
import { useExplain } from "@/api/useExplain";
import { Button } from "@/components/form/Button";
import { Field } from "@/components/form/Field";
import { HandleField } from "@/components/form/HandleField";
import { WriteStateLabel } from "@/outbox/WriteStateLabel";
import { useTranslations } from "next-intl";
import { draftKeys, queueKeys } from "@/outbox/draft-keys";
import type { Outcome } from "@/outbox/outbox";
import { useOutbox, useWrites } from "@/outbox/OutboxProvider";
import { useDraft } from "@/outbox/useDraft";
import { Part } from "./Part";
import { PictureField } from "./PictureField";
import { checkProfile, FIELDS, valuesOf, type ProfileValues } from "./profile";
import { useRefresh } from "./useRefresh";

function useProfileForm(me: Me) {
  const t = useTranslations();
  const { explainField } = useExplain();
  const form = useForm<ProfileValues, unknown, UserChanges>({ resolver: checkProfile(t), defaultValues: valuesOf(me) });
  const outbox = useOutbox();
  const refresh = useRefresh();
  const dropDraft = useDraft(form, draftKeys.profile);
  const write = useWrites(queueKeys.profile).at(-1);
  const isBusy = write?.state === "sending";
  const end = async ({ state, write: { body, problem } }: Outcome) => {
    if (state === "failed") return void (problem && showFieldErrors(problem, FIELDS, form.setError, explainField));
    form.reset(valuesOf(body as Pick<Me, keyof ProfileValues>), { keepValues: true });
    dropDraft();
    await refresh();
  };
  const submit = form.handleSubmit((body) => {
    if (isBusy) return;
    if (write) outbox.dismiss(write.key);
    void outbox.start({ kind: "user.edit", queue: queueKeys.profile, body }).outcome.then(end);
  });
  return { form, submit, write, isBusy, tryAgain: () => write && void outbox.tryAgain(write.key)?.then(end) };
}

type FieldsProps = { form: ReturnType<typeof useProfileForm>["form"]; first: ProfileValues };

/** `first` is for the page as the server makes it: the form fills its fields in the browser only. */
function Fields({ form: { register, formState }, first }: FieldsProps) {
  const t = useTranslations();
  const { errors } = formState;
  return (
    <>
      <Field
        label={t("fields.name")}
        autoComplete="name"
        defaultValue={first.name}
        error={errors.name?.message}
        {...register("name")}
      />
      <HandleField
        hint={t("settings.handleHint")}
        defaultValue={first.handle}
        error={errors.handle?.message}
        {...register("handle")}
      />
    </>
  );
}

/** Changes how others see one. */
export function ProfileForm({ me }: { me: Me }) {
  const t = useTranslations();
  const { form, submit, write, isBusy, tryAgain } = useProfileForm(me);
  const { isDirty } = form.formState;
  return (
    <Part title={t("settings.profile")} lead={t("settings.profileLead")}>
      <PictureField me={me} />
      <form method="post" noValidate onSubmit={submit} onFocus={preloadSchemas} className="space-y-5">
        <Fields form={form} first={valuesOf(me)} />
        <div className="flex flex-wrap items-center gap-4">
          <Button type="submit" kind="primary" busy={isBusy}>
            {t("write.save")}
          </Button>
          {write && !(write.state === "posted" && isDirty) && (
            <WriteStateLabel write={write} words="saving" onTryAgain={tryAgain} />
          )}
        </div>
      </form>
    </Part>
  );
}
