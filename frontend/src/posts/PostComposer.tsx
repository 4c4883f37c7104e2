"use client";

import { useState, type KeyboardEvent } from "react";
import { useForm, useWatch } from "react-hook-form";
import { preloadSchemas, resolverFor } from "@/api/form-resolver";
import type { NewPost } from "@/api/generated/types.gen";
import { Button } from "@/components/form/Button";
import { Card } from "@/components/Card";
import { Field } from "@/components/form/Field";
import { isEnter } from "@/components/form/is-enter";
import { useHydrated } from "@/components/useHydrated";
import { typedEarly } from "@/components/form/typed-early";
import { MentionArea } from "@/mentions/MentionArea";
import { texts } from "@/texts";
import { draftKeys, queueKeys } from "@/outbox/draft-keys";
import type { Outcome } from "@/outbox/outbox";
import { useOutbox } from "@/outbox/OutboxProvider";
import { useDraft } from "@/outbox/useDraft";
import { usePostChanges } from "./queries";

const MOST = 10_000;
const EMPTY = { title: "", content: "" };
const FORM = "new-post";

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
  const [typed] = useState(() => typedEarly(FORM, ["title", "content"]));
  const form = useForm<NewPost>({
    resolver: resolverFor("zNewPost", ["title", "content"]),
    defaultValues: { ...EMPTY, ...typed },
  });
  const written = useWatch({ control: form.control }); // before useDraft, which fills the form
  const dropDraft = useDraft(form, draftKeys.newPost);
  const outbox = useOutbox();
  const end = useEnd();
  const submit = form.handleSubmit((body) => {
    const { outcome } = outbox.start({ kind: "post.create", queue: queueKeys.newPosts, body });
    form.setFocus("title"); // before the fields are forgotten
    form.reset(EMPTY);
    dropDraft();
    void outcome.then(end);
  });
  return { form, written, submit };
}

const onEnter = (action: () => void) => (event: KeyboardEvent) => {
  if (!isEnter(event)) return;
  event.preventDefault();
  action();
};

/** Writes a post. What is typed survives a reload; once sent it stands above the feed with its state. */
export function PostComposer() {
  const { form, written, submit } = useNewPost();
  const { register, formState } = form;
  const { errors } = formState;
  const { title, content } = written;
  // What was typed early is known before the page may look other than the server has sent it.
  const isOpen = useHydrated() && Boolean(title || content || errors.content);
  const goOn = onEnter(() => title && form.setFocus("content"));
  return (
    <Card as="section" aria-label={texts.post.write} className="mb-6">
      <form id={FORM} method="post" noValidate onSubmit={submit} onFocus={preloadSchemas} className="space-y-3">
        <Field
          label={texts.post.titleField}
          placeholder={texts.post.titleField}
          hideLabel
          error={errors.title?.message}
          onKeyDown={goOn}
          {...register("title")}
        />
        {isOpen && (
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
        {isOpen && (
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
