"use client";

import { useState } from "react";
import { useForm, useWatch } from "react-hook-form";
import { preloadSchemas, resolverFor } from "@/api/form-resolver";
import type { CommentText } from "@/api/generated/types.gen";
import { Avatar } from "@/components/Avatar";
import { Button } from "@/components/form/Button";
import { classNames } from "@/components/class-names";
import { typedEarly } from "@/components/form/typed-early";
import { useMe } from "@/session/SessionProvider";
import { RichArea } from "@/writing/RichArea";
import { useFormSigns } from "@/writing/useFormSigns";
import { useOpening } from "@/writing/useOpening";
import { useTranslations } from "next-intl";
import { draftKeys } from "@/outbox/draft-keys";
import { useOutbox } from "@/outbox/OutboxProvider";
import { useShowPosted } from "@/outbox/useShowPosted";
import { useDraft } from "@/outbox/useDraft";
import { useCommentChanges } from "./changes";
import { queueOf, type Target } from "./new-comments";

const EMPTY = { content: "" };

const formOf = ({ postId, answers }: Target) => (answers ? `reply-${answers}` : `comment-${postId}`);

function useNewComment(target: Target, onEnd?: (isSent: boolean) => void) {
  const t = useTranslations();
  const { postId, answers } = target;
  const [typed] = useState(() => typedEarly(formOf(target), ["content"]));
  const form = useForm<CommentText>({
    resolver: resolverFor("zCommentText", t, ["content"]),
    defaultValues: { ...EMPTY, ...typed },
  });
  const written = useWatch({ control: form.control }); // before useDraft, which fills the form
  const dropDraft = useDraft(form, answers ? draftKeys.newReply(answers) : draftKeys.newComment(postId));
  const hasText = Boolean(written.content || form.formState.errors.content);
  const { isOpen, opening, close } = useOpening({ formId: formOf(target), hasText });
  const outbox = useOutbox();
  const end = useShowPosted(useCommentChanges(postId).showRecent);
  const empty = (isSent: boolean) => {
    close();
    form.reset(EMPTY);
    dropDraft();
    onEnd?.(isSent);
  };
  const { signs, trap } = useFormSigns();
  const submit = form.handleSubmit((text) => {
    const body = { ...text, form: signs() };
    const { outcome } = outbox.start({
      kind: "comment.create",
      queue: queueOf(target),
      body: answers ? { ...body, parent_id: answers } : body,
      to: postId,
    });
    empty(true);
    void outcome.then(end);
  });
  return { form, written, submit, trap, cancel: () => empty(false), isOpen: isOpen || answers !== undefined, opening };
}

export type ComposerProps = Target & { onEnd?: (isSent: boolean) => void };

/** Writes a comment on a post, in a line that opens, or an answer to another one. `onEnd`: it was sent, or given up. */
export function CommentComposer({ onEnd, ...target }: ComposerProps) {
  const t = useTranslations();
  const me = useMe();
  const { form, written, submit, trap, cancel, isOpen, opening } = useNewComment(target, onEnd);
  const words = target.answers ? "reply" : "comment";
  const onFocus = () => {
    opening.onFocus();
    preloadSchemas();
  };
  return (
    <form {...opening} method="post" noValidate onSubmit={submit} onFocus={onFocus} className="flex gap-2.5">
      {me && <Avatar person={me} size="small" className={classNames("mt-1.5", isOpen && "max-sm:hidden")} />}
      <div className="min-w-0 flex-1 space-y-2">
        <RichArea
          label={t(`${words}.field`)}
          placeholder={t(`${words}.hint`)}
          hideLabel
          isOpen={isOpen}
          autoFocus={target.answers !== undefined}
          most={2000}
          length={written.content?.length}
          error={form.formState.errors.content?.message}
          {...form.register("content")}
        />
        {isOpen && (
          <div className="flex justify-end gap-3">
            <Button size="small" onClick={cancel}>
              {t("dialog.cancel")}
            </Button>
            <Button size="small" type="submit" kind="primary">
              {t(`${words}.submit`)}
            </Button>
          </div>
        )}
        {trap}
      </div>
    </form>
  );
}
