"use client";

import { useForm, useWatch } from "react-hook-form";
import { preloadSchemas, resolverFor } from "@/api/form-resolver";
import type { CommentText } from "@/api/generated/types.gen";
import { Button } from "@/components/form/Button";
import { RichText } from "@/components/text/RichText";
import { TextArea } from "@/components/form/TextArea";
import { WriteStateLabel } from "@/outbox/WriteStateLabel";
import { useMe } from "@/session/SessionProvider";
import { texts } from "@/texts";
import { draftKeys, queueKeys } from "@/outbox/draft-keys";
import { useOutbox, useResumed, useWrites } from "@/outbox/OutboxProvider";
import { useDraft } from "@/outbox/useDraft";
import type { Outcome } from "@/outbox/outbox";
import type { Write } from "@/outbox/write";
import { CommentFrame } from "./CommentCard";
import { useCommentChanges } from "./queries";

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

function useNewComment(postId: string) {
  const form = useForm<CommentText>({
    resolver: resolverFor("zCommentText", ["content"]),
    defaultValues: { content: "" },
  });
  const written = useWatch({ control: form.control }); // before useDraft, which fills the form
  const dropDraft = useDraft(form, draftKeys.newComment(postId));
  const outbox = useOutbox();
  const end = useEnd(postId);
  const submit = form.handleSubmit((body) => {
    const { outcome } = outbox.start({
      kind: "comment.create",
      queue: queueKeys.newComments(postId),
      body,
      to: postId,
    });
    form.reset({ content: "" });
    dropDraft();
    void outcome.then(end);
  });
  return { form, written, submit };
}

/** Writes a comment on a post. */
export function CommentComposer({ postId }: { postId: string }) {
  const { form, written, submit } = useNewComment(postId);
  const { register, formState } = form;
  const { errors } = formState;
  const { content } = written;
  return (
    <form method="post" noValidate onSubmit={submit} onFocus={preloadSchemas} className="space-y-3">
      <TextArea
        label={texts.comment.field}
        placeholder={texts.comment.hint}
        hideLabel
        most={2000}
        length={content?.length}
        error={errors.content?.message}
        {...register("content")}
      />
      <div className="flex justify-end">
        <Button type="submit" kind="primary">
          {texts.comment.submit}
        </Button>
      </div>
    </form>
  );
}

/** One's own comments on this post that are on their way, or did not arrive. */
export function PendingComments({ postId }: { postId: string }) {
  const me = useMe();
  const outbox = useOutbox();
  const end = useEnd(postId);
  const writes = useWrites(queueKeys.newComments(postId)) as readonly Write<CommentText>[];
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
