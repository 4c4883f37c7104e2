"use client";

import { useState } from "react";
import { useForm, useWatch } from "react-hook-form";
import { resolverFor } from "@/api/form-resolver";
import type { Message, MessageText } from "@/api/generated/types.gen";
import { Button } from "@/components/form/Button";
import { TextArea } from "@/components/form/TextArea";
import { useTranslations } from "next-intl";
import { draftKeys, queueKeys } from "@/outbox/draft-keys";
import { useOutbox } from "@/outbox/OutboxProvider";
import { useDraft } from "@/outbox/useDraft";
import { useChat } from "./ChatProvider";

function useEditMessage(message: Message, onEnd: () => void) {
  const t = useTranslations();
  const form = useForm<MessageText>({
    resolver: resolverFor("zMessageText", t, ["content"]),
    defaultValues: { content: message.content },
  });
  // What was opened, not what has come since: who saves over somebody else's save is asked.
  const [rev] = useState(message.rev);
  const written = useWatch({ control: form.control }); // before useDraft, which fills the form
  const dropDraft = useDraft(form, draftKeys.edit(message.id));
  const outbox = useOutbox();
  const messages = useChat().messages(message.conversation_id);
  const submit = form.handleSubmit((body) => {
    const { outcome } = outbox.start({
      kind: "message.edit",
      queue: queueKeys.message(message.id),
      body,
      to: message.id,
      rev,
    });
    messages.put({ ...message, ...body, is_edited: true });
    onEnd();
    void outcome.then(({ state, write }) => {
      if (state === "failed") return messages.put(message); // The draft stays for when Edit is opened again.
      dropDraft();
      outbox.dismiss(write.key);
    });
  });
  const cancel = () => {
    dropDraft();
    onEnd();
  };
  return { form, written, submit, cancel };
}

/** Changes a message. It is shown as changed at once, and as it was if the change is refused. */
export function EditMessage({ message, onEnd }: { message: Message; onEnd: () => void }) {
  const t = useTranslations();
  const { form, written, submit, cancel } = useEditMessage(message, onEnd);
  const { register, formState } = form;
  const { errors } = formState;
  const { content } = written;
  return (
    <form method="post" noValidate onSubmit={submit} className="my-2 w-full space-y-2">
      <TextArea
        label={t("chat.edit")}
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
