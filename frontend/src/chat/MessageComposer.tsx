"use client";

import { useRef, type KeyboardEvent } from "react";
import { useForm, useWatch } from "react-hook-form";
import { preloadSchemas, resolverFor } from "@/api/form-resolver";
import type { MessageText } from "@/api/generated/types.gen";
import { Button } from "@/components/form/Button";
import { Icon } from "@/components/Icon";
import { Tooltip } from "@/components/Tooltip";
import { isEnter } from "@/components/form/is-enter";
import { TextArea } from "@/components/form/TextArea";
import { useTranslations } from "next-intl";
import { draftKeys, queueKeys } from "@/outbox/draft-keys";
import type { Outcome } from "@/outbox/outbox";
import { useOutbox } from "@/outbox/OutboxProvider";
import { useDraft } from "@/outbox/useDraft";
import { useChat } from "./ChatProvider";
import { fetchMessages } from "./state/queries";

const SAY_EVERY_MS = 3_000;

/** What happens when a message was posted. One that was not stays in the outbox, with its text. */
export function useMessageEnd(conversationId: string) {
  const outbox = useOutbox();
  const messages = useChat().messages(conversationId);
  return async ({ state, write }: Outcome) => {
    if (state === "failed") return;
    // Heard already, unless the connection is away.
    if (!messages.all().some(({ id }) => id === write.resourceId)) {
      await fetchMessages(conversationId)
        .then((page) => messages.addNewest(page))
        .catch(() => undefined);
    }
    outbox.dismiss(write.key);
  };
}

/** Tells the others that one is typing, every few seconds. */
function useSayTyping(conversationId: string) {
  const { line } = useChat();
  const saidAt = useRef(0);
  return () => {
    if (Date.now() - saidAt.current < SAY_EVERY_MS) return;
    saidAt.current = Date.now();
    line.emit("typing", { conversation_id: conversationId });
  };
}

function sendOnEnter(event: KeyboardEvent<HTMLTextAreaElement>): void {
  if (!isEnter(event) || event.shiftKey) return;
  event.preventDefault();
  event.currentTarget.form?.requestSubmit();
}

function useNewMessage(conversationId: string, onSent: () => void) {
  const t = useTranslations();
  const form = useForm<MessageText>({
    resolver: resolverFor("zMessageText", t, ["content"]),
    defaultValues: { content: "" },
  });
  const written = useWatch({ control: form.control }); // before useDraft, which fills the form
  const dropDraft = useDraft(form, draftKeys.newMessage(conversationId));
  const outbox = useOutbox();
  const end = useMessageEnd(conversationId);
  const submit = form.handleSubmit((body) => {
    const { outcome } = outbox.start({
      kind: "message.create",
      queue: queueKeys.newMessages(conversationId),
      body,
      to: conversationId,
    });
    form.reset({ content: "" });
    dropDraft();
    onSent();
    void outcome.then(end);
  });
  return { form, written, submit };
}

/** Writes a message: Enter sends it, Shift and Enter begins a line. */
export function MessageComposer({ conversationId, onSent }: { conversationId: string; onSent: () => void }) {
  const t = useTranslations();
  const { form, written, submit } = useNewMessage(conversationId, onSent);
  const { register, formState } = form;
  const { errors } = formState;
  const { content } = written;
  const sayTyping = useSayTyping(conversationId);
  return (
    <form
      method="post"
      noValidate
      onSubmit={submit}
      onFocus={preloadSchemas}
      className="flex items-end gap-2 border-t border-line p-3"
    >
      <div className="min-w-0 flex-1">
        <TextArea
          label={t("chat.field")}
          placeholder={t("chat.hint")}
          hideLabel
          lines={1}
          most={2000}
          length={content?.length}
          enterKeyHint="send"
          error={content ? errors.content?.message : undefined}
          onKeyDown={sendOnEnter}
          {...register("content", { onChange: sayTyping })}
        />
      </div>
      <Tooltip says={t("chat.submit")}>
        <Button type="submit" kind="primary" aria-label={t("chat.submit")}>
          <Icon name="send" />
        </Button>
      </Tooltip>
    </form>
  );
}
