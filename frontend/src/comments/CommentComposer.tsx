"use client";

import { useForm, useWatch } from "react-hook-form";
import { preloadSchemas, resolverFor } from "@/api/form-resolver";
import type { CommentText, NewComment } from "@/api/generated/types.gen";
import { Button } from "@/components/form/Button";
import { RichText } from "@/components/text/RichText";
import { WriteStateLabel } from "@/outbox/WriteStateLabel";
import { useMe } from "@/session/SessionProvider";
import { MentionArea } from "@/mentions/MentionArea";
import { texts } from "@/texts";
import { draftKeys, queueKeys } from "@/outbox/draft-keys";
import { useOutbox, useResumed, useWrites } from "@/outbox/OutboxProvider";
import { useDraft } from "@/outbox/useDraft";
import type { Outcome } from "@/outbox/outbox";
import type { Write } from "@/outbox/write";
import { CommentFrame } from "./CommentFrame";
import { useCommentChanges } from "./changes";

/** What happens when a comment was posted: it is shown. One that was not stays in the outbox, with its text. */
function useEnd(postId: string) {
  const outbox = useOutbox();
  const { showRecent } = useCommentChanges(postId);
  return async ({ state, write }: Outcome) => {
    if (state === "failed") return;
    if (write.resourceId) await showRecent(write.resourceId).catch(() => undefined);
    outbox.dismiss(write.key);
  };
}

/** Where a comment is written: on a post, or below the comment that it `answers`. */
type Target = { postId: string; answers?: string };

const queueOf = ({ postId, answers }: Target) =>
  answers ? queueKeys.newReplies(answers) : queueKeys.newComments(postId);

function useNewComment({ postId, answers }: Target, onSent?: () => void) {
  const form = useForm<CommentText>({
    resolver: resolverFor("zCommentText", ["content"]),
    defaultValues: { content: "" },
  });
  const written = useWatch({ control: form.control }); // before useDraft, which fills the form
  const dropDraft = useDraft(form, answers ? draftKeys.newReply(answers) : draftKeys.newComment(postId));
  const outbox = useOutbox();
  const end = useEnd(postId);
  const submit = form.handleSubmit((body) => {
    const { outcome } = outbox.start({
      kind: "comment.create",
      queue: queueOf({ postId, answers }),
      body: answers ? { ...body, parent_id: answers } : body,
      to: postId,
    });
    form.reset({ content: "" });
    dropDraft();
    void outcome.then(end);
    onSent?.();
  });
  return { form, written, submit };
}

/** Writes a comment on a post, or an answer to another one. */
export function CommentComposer({ onSent, ...target }: Target & { onSent?: () => void }) {
  const { form, written, submit } = useNewComment(target, onSent);
  const words = target.answers ? texts.reply : texts.comment;
  const { register, formState } = form;
  const { errors } = formState;
  const { content } = written;
  return (
    <form method="post" noValidate onSubmit={submit} onFocus={preloadSchemas} className="space-y-3">
      <MentionArea
        label={words.field}
        placeholder={words.hint}
        hideLabel
        most={2000}
        length={content?.length}
        error={errors.content?.message}
        {...register("content")}
      />
      <div className="flex justify-end">
        <Button type="submit" kind="primary">
          {words.submit}
        </Button>
      </div>
    </form>
  );
}

/** One's own comments there that are on their way, or did not arrive. */
export function PendingComments(target: Target) {
  const me = useMe();
  const outbox = useOutbox();
  const end = useEnd(target.postId);
  const writes = useWrites(queueOf(target)) as readonly Write<NewComment>[];
  useResumed(writes, end);
  return writes.map((write) => (
    <div key={write.key} data-state={write.state} className="pb-4">
      {me && (
        <CommentFrame author={me}>
          <RichText text={write.body.content} />
          <WriteStateLabel
            write={write}
            onTryAgain={() => void outbox.tryAgain(write.key)?.then(end)}
            onDismiss={() => outbox.dismiss(write.key)}
          />
        </CommentFrame>
      )}
    </div>
  ));
}
