"use client";

import { lazy, Suspense } from "react";
import type { Message, MessageText } from "@/api/generated/types.gen";
import { classNames } from "@/components/class-names";
import { ClockTime } from "@/components/text/ClockTime";
import { OwnWriteState } from "@/outbox/OwnWriteState";
import { WriteMark } from "@/outbox/WriteMark";
import { WriteStateLabel } from "@/outbox/WriteStateLabel";
import { useTranslations } from "next-intl";
import { ItemActions } from "@/components/ItemActions";
import { useEditing } from "@/components/useEditing";
import { queueKeys } from "@/outbox/draft-keys";
import { useOutbox, useResumed, useWrites } from "@/outbox/OutboxProvider";
import { isStuck, type Write } from "@/outbox/write";
import { useChat } from "./ChatProvider";

const EditMessage = lazy(() => import("./EditMessage").then(({ EditMessage }) => ({ default: EditMessage })));

function Bubble({ isOwn, text }: { isOwn: boolean; text: string }) {
  // Where colours are forced only borders are left to tell them apart.
  const look = isOwn ? "border-2 border-transparent bg-accent text-on-accent" : "border border-transparent bg-sunken";
  return (
    <p
      dir="auto"
      className={classNames("inline-block rounded-box px-3.5 py-2 text-start whitespace-pre-wrap wrap-anywhere", look)}
    >
      {text}
    </p>
  );
}

function useDelete(message: Message) {
  const chat = useChat();
  const outbox = useOutbox();
  return () => {
    const { outcome } = outbox.start({
      kind: "message.delete",
      queue: queueKeys.message(message.id),
      body: null,
      to: message.id,
    });
    void outcome.then(({ state, write }) => {
      if (state === "failed") return;
      chat.messages(message.conversation_id).remove(message.id);
      outbox.dismiss(write.key);
    });
  };
}

function About({ message, withName }: { message: Message; withName: boolean }) {
  return (
    <p className="mb-1 text-xs text-soft">
      {withName && (
        <strong className="mr-2 text-sm text-ink wrap-anywhere">
          <bdi>{message.author.name}</bdi>
        </strong>
      )}
      <ClockTime at={message.created_at} className="whitespace-nowrap" />
    </p>
  );
}

/** Below a message: that it was edited, and how a change of it stands. */
function State({ isEdited, write }: { isEdited: boolean; write: Write | undefined }) {
  const t = useTranslations();
  if (!isEdited && !write) return null;
  return (
    <span className="text-xs text-soft">
      {isEdited && t("chat.edited")} {write && <WriteMark state={write.state} words="delivery" />}
    </span>
  );
}

/** `isFirst`: of several that the same person said one after the other. */
type Props = { message: Message; isOwn: boolean; isFirst: boolean };

/** A message, with what its author can do with it. */
export function MessageRow({ message, isOwn, isFirst }: Props) {
  const outbox = useOutbox();
  const { isEditing, wasEditing, edit, end } = useEditing();
  const deleteMessage = useDelete(message);
  const writes = useWrites(queueKeys.message(message.id));
  const write = writes.at(-1);
  useResumed(writes, ({ write: { key } }) => outbox.dismiss(key)); // its event says what it has changed
  if (isEditing)
    return (
      <Suspense>
        <EditMessage message={message} onEnd={end} />
      </Suspense>
    );
  return (
    <div className={classNames("group flex flex-col", isOwn ? "items-end" : "items-start", isFirst && "mt-3")}>
      {isFirst && <About message={message} withName={!isOwn} />}
      <div className="flex max-w-[85%] items-center gap-1">
        {isOwn && (
          <div className="opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 has-aria-expanded:opacity-100 [@media(hover:none)]:opacity-100">
            <ItemActions thing="message" opens="up" onEdit={edit} onDelete={deleteMessage} autoFocus={wasEditing} />
          </div>
        )}
        <div className="min-w-0">
          <Bubble isOwn={isOwn} text={message.content} />
        </div>
      </div>
      <State isEdited={message.is_edited} write={write} />
      {write && <OwnWriteState write={write} words="delivery" />}
    </div>
  );
}

/** One's own message that is on its way, or did not arrive. */
export function PendingMessage({
  write,
  isShown,
  onTryAgain,
}: {
  write: Write<MessageText>;
  isShown: boolean;
  onTryAgain: () => void;
}) {
  const outbox = useOutbox();
  const mark = <WriteMark state={write.state} words="delivery" />;
  return (
    <div data-state={write.state} className="flex flex-col items-end gap-1">
      {!isShown && (
        <div className="flex max-w-[85%] animate-appear items-end gap-1 text-soft">
          {mark}
          <Bubble isOwn text={write.body.content} />
        </div>
      )}
      {isShown && <div className="h-0 text-soft">{mark}</div>}
      {isStuck(write) && (
        <WriteStateLabel
          write={write}
          words="delivery"
          onTryAgain={onTryAgain}
          onDismiss={() => outbox.dismiss(write.key)}
        />
      )}
    </div>
  );
}
