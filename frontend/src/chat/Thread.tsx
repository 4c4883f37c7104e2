"use client";

import { PageLink } from "@/components/PageLink";
import { lazy, Suspense, useRef, useState } from "react";
import type { Conversation, Message } from "@/api/generated/types.gen";
import { Button } from "@/components/form/Button";
import { EmptyState } from "@/components/EmptyState";
import { useHydrated } from "@/components/useHydrated";
import { Icon } from "@/components/Icon";
import type { Page } from "@/lists/pages";
import { paths } from "@/routes/paths";
import { useMe } from "@/session/SessionProvider";
import { useLocale, useTranslations } from "next-intl";
import { joined } from "@/i18n/names";
import { usePresence } from "./ChatProvider";
import { ConversationAvatar } from "./ConversationList";
import { isShared, othersIn, titleOf } from "./state/conversations";
import { MessageComposer } from "./MessageComposer";
import { MessageList, useScroll } from "./MessageList";
import { useConversation } from "./state/queries";
import { useAskWhoIsThere, useMessages, useReadMark } from "./state/useMessages";

function BackLink() {
  const t = useTranslations();
  return (
    <PageLink
      href={paths.chat}
      aria-label={t("chat.back")}
      className="flex size-10 shrink-0 items-center justify-center rounded-full hover:bg-sunken md:hidden"
    >
      <Icon name="back" />
    </PageLink>
  );
}

/** Only who opens it needs it. */
const Members = lazy(() => import("./Members").then((loaded) => ({ default: loaded.Members })));

/** How many are in a room, which leads to who they are. */
function RoomMembers({ conversation, meId }: { conversation: Conversation; meId: string }) {
  const t = useTranslations();
  const [state, setState] = useState<"unopened" | "open" | "closed">("unopened");
  const isOpen = state === "open";
  return (
    <>
      <button
        type="button"
        aria-haspopup="dialog"
        title={conversation.members.map(({ name }) => name).join(", ")}
        onClick={() => setState("open")}
        className="block min-h-6 max-w-full truncate rounded text-sm text-soft hover:underline pointer-coarse:min-h-11"
      >
        {t("chat.members", { count: conversation.members.length })}
      </button>
      <Suspense>
        {state !== "unopened" && (
          <Members open={isOpen} {...{ conversation, meId }} onClose={() => setState("closed")} />
        )}
      </Suspense>
    </>
  );
}

function ThreadHeader({ conversation, meId }: { conversation: Conversation; meId: string }) {
  const t = useTranslations();
  const { online } = usePresence();
  const others = othersIn(conversation, meId);
  const isRoom = conversation.kind === "room";
  const isThere = others.some(({ id }) => online.has(id));
  const title = titleOf(conversation, meId);
  return (
    <header className="flex items-center gap-3 border-b border-line px-3 py-2.5">
      <BackLink />
      <ConversationAvatar conversation={conversation} meId={meId} />
      <div className="min-w-0">
        <h2 className="truncate font-semibold">
          {isRoom || !others[0] ? (
            title
          ) : (
            <PageLink href={paths.user(others[0].id)} className="hover:underline">
              {title}
            </PageLink>
          )}
        </h2>
        {isRoom ? (
          <RoomMembers {...{ conversation, meId }} />
        ) : (
          isShared(conversation) && (
            <p className="truncate text-sm text-soft">{isThere ? t("chat.online") : t("chat.offline")}</p>
          )
        )}
      </div>
    </header>
  );
}

/** One line for what passes: who is typing. */
function Passing({ conversation, meId }: { conversation: Conversation; meId: string }) {
  const [t, locale] = [useTranslations(), useLocale()];
  const typing = usePresence().typing[conversation.id] ?? [];
  const names = conversation.members.filter(({ id }) => id !== meId && typing.includes(id)).map(({ name }) => name);
  return (
    <p role="status" className="min-h-6 truncate px-4 text-sm text-soft">
      {names.length > 0 ? t("chat.typing", { count: names.length, names: joined(names, locale) }) : null}
    </p>
  );
}

type Props = { conversation: Conversation; messages: Page<Message>; renderedAt: string };

/** A conversation: what was said, what is being said, and where to say something. */
export function Thread({ conversation: first, messages: page, renderedAt }: Props) {
  const [t, me] = [useTranslations(), useMe()];
  const box = useRef<HTMLDivElement>(null);
  const latest = useConversation(first);
  const conversation = useHydrated() ? latest : first;
  const messages = useMessages(first.id, page);
  const { isAtEnd, onScroll } = useScroll(messages);
  const newest = messages.all.at(-1);
  const [seenSeq, setSeenSeq] = useState(newest?.seq ?? 0);
  if (isAtEnd && newest && newest.seq > seenSeq) setSeenSeq(newest.seq);
  useAskWhoIsThere(conversation ?? first);
  useReadMark(conversation ?? first, newest, isAtEnd && conversation !== null);
  if (!me || !conversation)
    return (
      <div className="m-auto p-6">
        <EmptyState title={t("notFound.title")} hint={t("notFound.hint")} />
      </div>
    );
  const toEnd = () => box.current?.scrollTo({ top: 0 });
  return (
    <section aria-label={titleOf(conversation, me.id)} className="relative flex min-h-0 flex-1 flex-col">
      <ThreadHeader conversation={conversation} meId={me.id} />
      <MessageList
        conversationId={conversation.id}
        meId={me.id}
        title={titleOf(conversation, me.id)}
        {...{ renderedAt, box, onScroll, messages }}
      />
      {!isAtEnd && (newest?.seq ?? 0) > seenSeq && (
        <div role="status" className="absolute inset-x-0 bottom-28 flex justify-center">
          <Button kind="primary" size="small" className="rounded-full shadow-lift" onClick={toEnd}>
            {t("chat.newBelow")}
          </Button>
        </div>
      )}
      <Passing conversation={conversation} meId={me.id} />
      <MessageComposer conversationId={conversation.id} onSent={toEnd} />
    </section>
  );
}
