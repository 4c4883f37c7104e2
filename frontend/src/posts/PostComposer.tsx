"use client";

import { useForm, useWatch } from "react-hook-form";
import { preloadSchemas, resolverFor } from "@/api/form-resolver";
import type { NewPost } from "@/api/generated/types.gen";
import { Button } from "@/components/form/Button";
import { Card } from "@/components/Card";
import { Field } from "@/components/form/Field";
import { MentionArea } from "@/mentions/MentionArea";
import { texts } from "@/texts";
import { draftKeys, queueKeys } from "@/outbox/draft-keys";
import type { Outcome } from "@/outbox/outbox";
import { useOutbox } from "@/outbox/OutboxProvider";
import { useDraft } from "@/outbox/useDraft";
import { usePostChanges } from "./queries";

const MOST = 10_000;
const EMPTY = { title: "", content: "" };

/** What happens when a post was posted: it is on top of the feed. One that was not stays in the outbox, with its text. */
export function useEnd() {
  const outbox = useOutbox();
  const { showOnTop } = usePostChanges();
  return async ({ state, write }: Outcome) => {
    if (state === "failed") return;
    if (write.resourceId) await showOnTop(write.resourceId).catch(() => undefined);
    outbox.dismiss(write.key);
  };
}

function useNewPost() {
  const form = useForm<NewPost>({ resolver: resolverFor("zNewPost", ["title", "content"]), defaultValues: EMPTY });
  const written = useWatch({ control: form.control }); // before useDraft, which fills the form
  const dropDraft = useDraft(form, draftKeys.newPost);
  const outbox = useOutbox();
  const end = useEnd();
  const submit = form.handleSubmit((body) => {
    const { outcome } = outbox.start({ kind: "post.create", queue: queueKeys.newPosts, body });
    form.reset(EMPTY);
    dropDraft();
    void outcome.then(end);
  });
  return { form, written, submit };
}

/** Writes a post. What is typed survives a reload; once sent it stands above the feed with its state. */
export function PostComposer() {
  const { form, written, submit } = useNewPost();
  const { register, formState } = form;
  const { errors } = formState;
  const { title, content } = written;
  return (
    <Card as="section" aria-label={texts.post.write} className="mb-6">
      <form method="post" noValidate onSubmit={submit} onFocus={preloadSchemas} className="space-y-3">
        <Field
          label={texts.post.titleField}
          placeholder={texts.post.titleField}
          hideLabel
          error={errors.title?.message}
          {...register("title")}
        />
        {(title || content || errors.content) && (
          <MentionArea
            label={texts.post.contentField}
            placeholder={texts.post.contentHint}
            hideLabel
            most={MOST}
            length={content?.length}
            error={errors.content?.message}
            {...register("content")}
          />
        )}
        {(title || content) && (
          <div className="flex justify-end">
            <Button type="submit" kind="primary">
              {texts.post.submit}
            </Button>
          </div>
        )}
      </form>
    </Card>
  );
}
