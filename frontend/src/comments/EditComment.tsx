"use client";

import { useState } from "react";
import { useForm, useWatch } from "react-hook-form";
import { resolverFor } from "@/api/form-resolver";
import type { Comment, CommentText } from "@/api/generated/types.gen";
import { Button } from "@/components/form/Button";
import { RichArea } from "@/writing/RichArea";
import { useTranslations } from "next-intl";
import { draftKeys, queueKeys } from "@/outbox/draft-keys";
import { notePosted } from "@/outbox/just-posted";
import { useOutbox } from "@/outbox/OutboxProvider";
import { useDraft } from "@/outbox/useDraft";
import { useCommentChanges } from "./changes";

function useEditComment(comment: Comment, onEnd: () => void) {
  const t = useTranslations();
  const form = useForm<CommentText>({
    resolver: resolverFor("zCommentText", t, ["content"]),
    defaultValues: { content: comment.content },
  });
  // What was opened, not what has come since: who saves over somebody else's save is asked.
  const [rev] = useState(comment.rev);
  const written = useWatch({ control: form.control }); // before useDraft, which fills the form
  const dropDraft = useDraft(form, draftKeys.edit(comment.id));
  const outbox = useOutbox();
  const { patch, refresh } = useCommentChanges(comment.post_id);
  const submit = form.handleSubmit((body) => {
    const { outcome } = outbox.start({
      kind: "comment.edit",
      queue: queueKeys.comment(comment.id),
      body,
      to: comment.id,
      rev,
    });
    const { content, content_html, is_edited } = comment;
    patch(comment.id, { ...body, content_html: "", is_edited: true });
    onEnd();
    void outcome.then(async ({ state, write }) => {
      await refresh(comment.id).catch(() => patch(comment.id, { content, content_html, is_edited }));
      if (state === "failed") return; // The draft stays for when Edit is opened again.
      dropDraft();
      if (state === "held" && !comment.held?.length) return; // Others see it as it was: its mark says that this waits.
      notePosted(comment.id);
      outbox.dismiss(write.key);
    });
  });
  const cancel = () => {
    dropDraft();
    onEnd();
  };
  return { form, written, submit, cancel };
}

/** Changes a comment. It is shown as changed at once, and as it was if the change is refused. */
export function EditComment({ comment, onEnd }: { comment: Comment; onEnd: () => void }) {
  const t = useTranslations();
  const { form, written, submit, cancel } = useEditComment(comment, onEnd);
  const { register, formState } = form;
  const { errors } = formState;
  const { content } = written;
  return (
    <form method="post" noValidate onSubmit={submit} className="space-y-3">
      <RichArea
        label={t("comment.edit")}
        hideLabel
        autoFocus
        most={2000}
        length={content?.length}
        error={errors.content?.message}
        {...register("content")}
      />
      <div className="flex justify-end gap-3">
        <Button size="small" onClick={cancel}>
          {t("dialog.cancel")}
        </Button>
        <Button size="small" type="submit" kind="primary">
          {t("write.save")}
        </Button>
      </div>
    </form>
  );
}
