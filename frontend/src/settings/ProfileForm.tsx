"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useForm, useWatch } from "react-hook-form";
import { showFieldErrors } from "@/api/field-errors";
import { preloadSchemas } from "@/api/form-resolver";
import type { Me, UserChanges } from "@/api/generated/types.gen";
import { Avatar } from "@/components/Avatar";
import { Button } from "@/components/form/Button";
import { Field } from "@/components/form/Field";
import { HandleField } from "@/components/form/HandleField";
import { WriteStateLabel } from "@/outbox/WriteStateLabel";
import { useSession } from "@/session/SessionProvider";
import { texts } from "@/texts";
import { settings } from "@/texts/settings";
import { draftKeys, queueKeys } from "@/outbox/draft-keys";
import type { Outcome } from "@/outbox/outbox";
import { useOutbox, useWrites } from "@/outbox/OutboxProvider";
import { useDraft } from "@/outbox/useDraft";
import { Part } from "./Part";
import { checkProfile, FIELDS, valuesOf, type ProfileValues } from "./profile";

/** One's name stands on much that was fetched before it changed: all of that is fetched anew when it is next looked at. */
function useRefresh() {
  const queries = useQueryClient();
  const router = useRouter();
  const { refreshMe } = useSession();
  return async () => {
    await refreshMe().catch(() => undefined);
    router.refresh();
    await queries.invalidateQueries();
  };
}

function useProfileForm(me: Me) {
  const form = useForm<ProfileValues, unknown, UserChanges>({ resolver: checkProfile, defaultValues: valuesOf(me) });
  const outbox = useOutbox();
  const refresh = useRefresh();
  const dropDraft = useDraft(form, draftKeys.profile);
  const write = useWrites(queueKeys.profile).at(-1);
  const isBusy = write?.state === "sending";
  const end = async ({ state, write: { body, problem } }: Outcome) => {
    if (state === "failed") return void (problem && showFieldErrors(problem, FIELDS, form.setError));
    form.reset(valuesOf(body as Pick<Me, keyof UserChanges>), { keepValues: true });
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

function Preview({ me, name, image }: { me: Me; name: string; image: string }) {
  return (
    <div className="flex items-center gap-4">
      <Avatar person={{ id: me.id, name, profile_img: image || null }} size="large" />
      <div className="min-w-0">
        <p className="text-xl font-semibold wrap-anywhere">
          <bdi>{name}</bdi>
        </p>
        <p className="text-sm text-soft wrap-anywhere">{me.email}</p>
      </div>
    </div>
  );
}

type FieldsProps = { form: ReturnType<typeof useProfileForm>["form"]; first: ProfileValues };

/** `first` is for the page as the server makes it: the form fills its fields in the browser only. */
function Fields({ form: { register, formState }, first }: FieldsProps) {
  const { errors } = formState;
  return (
    <>
      <Field
        label={texts.fields.name}
        autoComplete="name"
        defaultValue={first.name}
        error={errors.name?.message}
        {...register("name")}
      />
      <HandleField
        hint={settings.handleHint}
        defaultValue={first.handle}
        error={errors.handle?.message}
        {...register("handle")}
      />
      <Field
        label={settings.image}
        hint={settings.imageHint}
        type="url"
        inputMode="url"
        autoComplete="photo"
        defaultValue={first.profile_img}
        error={errors.profile_img?.message}
        {...register("profile_img")}
      />
    </>
  );
}

/** Changes how others see one. What is typed shows in the picture beside it before it is saved. */
export function ProfileForm({ me }: { me: Me }) {
  const { form, submit, write, isBusy, tryAgain } = useProfileForm(me);
  const { control, formState } = form;
  const { isDirty } = formState;
  const { name = "", profile_img = "" } = useWatch({ control });
  return (
    <Part title={settings.profile} lead={settings.profileLead}>
      <form method="post" noValidate onSubmit={submit} onFocus={preloadSchemas} className="space-y-5">
        <Preview me={me} name={name} image={profile_img.trim()} />
        <Fields form={form} first={valuesOf(me)} />
        <div className="flex flex-wrap items-center gap-4">
          <Button type="submit" kind="primary" busy={isBusy}>
            {texts.write.save}
          </Button>
          {write && !(write.state === "posted" && isDirty) && (
            <WriteStateLabel write={write} words={texts.saving} onTryAgain={tryAgain} />
          )}
        </div>
      </form>
    </Part>
  );
}
