"use client";

import { useEffect, useEffectEvent, useRef, useState, useSyncExternalStore } from "react";
import { client } from "@/api/browser";
import { markRead } from "@/api/generated/sdk.gen";
import type { Conversation, Message } from "@/api/generated/types.gen";
import type { Page } from "@/lists/pages";
import { useLiveState } from "@/live/LiveProvider";
import { useChat, useSocketState } from "../ChatProvider";
import { isShared, readUpTo } from "./conversations";
import { fetchMessages, useConversationChanges } from "./queries";

/** What is in the page of a conversation that is being read; more comes as somebody scrolls up. */
const SHOWN = 60;
/** Marks are not urgent. */
const TELL_EVERY_MS = 1_000;
const ASK_AGAIN_MS = 2_000;

/** The messages of a conversation, oldest first, and how to see older ones. */
export function useMessages(conversationId: string, first: Page<Message>) {
  const chat = useChat();
  const [{ messages, fromServer }] = useState(() => {
    const found = chat.messages(conversationId);
    found.addNewest(first);
    return { messages: found, fromServer: first.items.toReversed() };
  });
  const all = useSyncExternalStore(messages.subscribe, messages.all, () => fromServer);
  const [shown, setShown] = useState(SHOWN);
  const [older, setOlder] = useState<"idle" | "fetching" | "failed">("idle");
  const showOlder = () => {
    if (shown < all.length) return setShown(shown + SHOWN);
    if (older === "fetching" || !messages.older) return;
    setOlder("fetching");
    fetchMessages(conversationId, messages.older).then(
      (page) => {
        messages.addOlder(page);
        setShown((count) => count + page.items.length);
        setOlder("idle");
      },
      () => setOlder("failed"),
    );
  };
  return {
    all,
    list: all.slice(-shown),
    hasOlder: shown < all.length || Boolean(messages.older),
    older,
    showOlder,
    showFewer: () => setShown(SHOWN),
  };
}

/** Whether somebody looks at this page. */
const subscribeToLooks = (onChange: () => void) => {
  for (const name of ["focus", "blur", "visibilitychange"]) window.addEventListener(name, onChange);
  return () => {
    for (const name of ["focus", "blur", "visibilitychange"]) window.removeEventListener(name, onChange);
  };
};
const isLooking = () => document.visibilityState === "visible" && document.hasFocus();

/** Tells the server how far one has read, while the newest message is in sight. */
export function useReadMark(conversation: Conversation, newest: Message | undefined, isInSight: boolean): void {
  const { change } = useConversationChanges();
  const state = useLiveState();
  const looks = useSyncExternalStore(subscribeToLooks, isLooking, () => false);
  // Not only up to the newest that is shown: what was deleted after it is not to be read any more.
  const last = Math.max(conversation.last_seq, newest?.seq ?? 0);
  const seq = last > conversation.read_seq ? last : 0;
  const canTell = isInSight && looks && (state === "on" || state === "degraded");
  const toldAt = useRef(0);
  const tell = useEffectEvent(() => {
    toldAt.current = Date.now();
    void markRead({ client, path: { conversation_id: conversation.id }, body: { seq } })
      .then(() => change(conversation.id, (known) => readUpTo(known, seq)))
      .catch(() => undefined); // it stays unread, and is said with the next message or visit
  });
  useEffect(() => {
    if (!canTell || seq === 0) return;
    const timer = setTimeout(() => tell(), toldAt.current + TELL_EVERY_MS - Date.now());
    return () => clearTimeout(timer);
  }, [canTell, seq]);
}

/** Who is there, asked when the connection is, and when one may know it. */
export function useAskWhoIsThere(conversation: Conversation): void {
  const { line, people } = useChat();
  const isOn = useSocketState() === "on" && isShared(conversation);
  const { id } = conversation;
  useEffect(() => {
    if (!isOn) return;
    const ask = () =>
      line.emit("presence", { conversation_id: id }, (answer: { online?: string[] }) =>
        people.setOnline(answer.online ?? []),
      );
    ask();
    // What makes the two acquainted is heard a moment before it is stored.
    const timer = setTimeout(ask, ASK_AGAIN_MS);
    return () => clearTimeout(timer);
  }, [line, people, isOn, id]);
}
