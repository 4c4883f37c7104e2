"use client";

import { useState } from "react";
import { useForm, useWatch } from "react-hook-form";
import { resolverFor } from "@/api/form-resolver";
import type { Post } from "@/api/generated/types.gen";
import { Button } from "@/components/form/Button";
import { Field } from "@/components/form/Field";
import { RichArea } from "@/writing/RichArea";
import { useTranslations } from "next-intl";
import { draftKeys, queueKeys } from "@/outbox/draft-keys";
import { notePosted } from "@/outbox/just-posted";
import { useOutbox } from "@/outbox/OutboxProvider";
import { useDraft } from "@/outbox/useDraft";
import type { PostText } from "./post-text";
import { usePostChanges } from "./queries";

function useEditPost(post: Post, onEnd: () => void) {
  const t = useTranslations();
  const form = useForm<PostText>({
    resolver: resolverFor("zNewPost", t, ["title", "content"]),
    defaultValues: { title: post.title, content: post.content },
  });
  // What was opened, not what has come since: who saves over somebody else's save is asked.
  const [rev] = useState(post.rev);
  const written = useWatch({ control: form.control }); // before useDraft, which fills the form
  const dropDraft = useDraft(form, draftKeys.edit(post.id));
  const outbox = useOutbox();
  const { patch, refresh } = usePostChanges();
  const cancel = () => {
    dropDraft();
    onEnd();
  };
  const submit = form.handleSubmit((typed) => {
    const body = { title: typed.title, content: typed.content }; // an edit has nothing else of what a new post has
    const { outcome } = outbox.start({ kind: "post.edit", queue: queueKeys.post(post.id), body, to: post.id, rev });
    const { title, content, content_html, is_edited } = post;
    patch(post.id, { ...body, content_html: "", is_edited: true });
    onEnd();
    void outcome.then(async ({ state, write }) => {
      await refresh(post.id).catch(() => patch(post.id, { title, content, content_html, is_edited }));
      if (state === "failed") return; // The draft stays: what was typed is there when Edit is opened again.
      dropDraft();
      if (state === "held" && !post.held?.length) return; // Others see it as it was: its mark says that this waits.
      notePosted(post.id);
      outbox.dismiss(write.key);
    });
  });
  return { form, written, submit, cancel };
}

/** Changes a post. It is shown as changed at once, and as it was if the change is refused. */
export function EditPost({ post, onEnd }: { post: Post; onEnd: () => void }) {
  const t = useTranslations();
  const { form, written, submit, cancel } = useEditPost(post, onEnd);
  const { register, formState } = form;
  const { errors } = formState;
  const { content } = written;
  return (
    <form method="post" noValidate onSubmit={submit} className="space-y-3">
      <Field label={t("post.titleField")} error={errors.title?.message} {...register("title")} />
      <RichArea
        label={t("post.contentField")}
        autoFocus
        most={10_000}
        length={content?.length}
        error={errors.content?.message}
        {...register("content")}
      />
      <div className="flex justify-end gap-3">
        <Button onClick={cancel}>{t("dialog.cancel")}</Button>
        <Button type="submit" kind="primary">
          {t("write.save")}
        </Button>
      </div>
    </form>
  );
}
