"use client";

import { Fragment, useState, type RefObject, type UIEvent } from "react";
import type { Message, MessageText } from "@/api/generated/types.gen";
import { RetryBanner } from "@/components/RetryBanner";
import { Button } from "@/components/form/Button";
import { Spinner } from "@/components/Spinner";
import { useTranslations } from "next-intl";
import { queueKeys } from "@/outbox/draft-keys";
import { useOutbox, useResumed, useWrites } from "@/outbox/OutboxProvider";
import type { Write } from "@/outbox/write";
import { DayLine } from "./DayLine";
import { useMessageEnd } from "./MessageComposer";
import { MessageRow, PendingMessage } from "./MessageRow";
import { useBeginnings } from "./useBeginnings";
import type { useMessages } from "./state/useMessages";

const NEAR_PX = 400;
const AT_END_PX = 40;

/** How the window on the messages stands. It is turned upside down: what is added above or below moves nothing that is being read. */
export function useScroll(more: { showOlder: () => void; showFewer: () => void }) {
  const [isAtEnd, setAtEnd] = useState(true);
  const onScroll = ({ currentTarget: box }: UIEvent<HTMLElement>) => {
    const [fromEnd, fromTop] = [-box.scrollTop, box.scrollHeight - box.clientHeight + box.scrollTop];
    setAtEnd(fromEnd < AT_END_PX);
    if (fromEnd < AT_END_PX) more.showFewer();
    else if (fromTop < NEAR_PX) more.showOlder();
  };
  return { isAtEnd, onScroll };
}

function Top({ hasOlder, older, showOlder }: ReturnType<typeof useMessages>) {
  const t = useTranslations();
  if (older === "failed") return <RetryBanner onTryAgain={showOlder}>{t("list.failed")}</RetryBanner>;
  if (older === "fetching")
    return (
      <p role="status" className="flex justify-center p-3">
        <Spinner />
        <span className="sr-only">{t("page.loading")}</span>
      </p>
    );
  if (hasOlder)
    return (
      <div className="flex justify-center p-2">
        <Button size="small" onClick={showOlder}>
          {t("list.more")}
        </Button>
      </div>
    );
  return <p className="p-4 text-center text-sm text-soft">{t("chat.begin")}</p>;
}

function Pending({ conversationId, all }: { conversationId: string; all: readonly Message[] }) {
  const outbox = useOutbox();
  const end = useMessageEnd(conversationId);
  const writes = useWrites(queueKeys.newMessages(conversationId)) as readonly Write<MessageText>[];
  useResumed(writes, end);
  const heard = new Set(all.map(({ client_id }) => client_id));
  return writes.map((write) => (
    <PendingMessage
      key={write.key}
      write={write}
      isShown={heard.has(write.key)}
      onTryAgain={() => void outbox.tryAgain(write.key)?.then(end)}
    />
  ));
}

type Props = {
  conversationId: string;
  meId: string;
  title: string;
  renderedAt: string;
  box: RefObject<HTMLDivElement | null>;
  onScroll: (event: UIEvent<HTMLElement>) => void;
  messages: ReturnType<typeof useMessages>;
};

/** What was said, oldest on top, with the end in sight. */
export function MessageList({ conversationId, meId, title, renderedAt, box, onScroll, messages }: Props) {
  const t = useTranslations();
  const { list, all } = messages;
  const beginnings = useBeginnings();
  return (
    <div
      ref={box}
      onScroll={onScroll}
      tabIndex={0}
      role="log"
      aria-label={t("chat.messages", { title })}
      className="flex min-h-0 flex-1 flex-col-reverse overflow-y-auto p-4 -outline-offset-2"
    >
      <div className="space-y-1">
        <Top {...messages} />
        {list.map((message, n) => {
          const { isDay, isFirst } = beginnings(message, list[n - 1]);
          return (
            <Fragment key={message.id}>
              {isDay && <DayLine at={message.created_at} renderedAt={renderedAt} />}
              <MessageRow message={message} isOwn={message.author.id === meId} isFirst={isFirst} />
            </Fragment>
          );
        })}
        <Pending conversationId={conversationId} all={all} />
      </div>
    </div>
  );
}
