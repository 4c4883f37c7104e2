"use client";

import type { Conversation, RoomName } from "@/api/generated/types.gen";
import { queueKeys } from "@/outbox/draft-keys";
import type { Outcome } from "@/outbox/outbox";
import { useOutbox, useWrites } from "@/outbox/OutboxProvider";
import type { Write } from "@/outbox/write";
import { useConversationChanges } from "./queries";

/** Renames a room. It is called so at once, and as before if that is refused; `write` is how the last rename stands. */
export function useRename({ id, name: before }: Conversation) {
  const outbox = useOutbox();
  const { change } = useConversationChanges();
  const queue = queueKeys.roomName(id);
  const write = useWrites(queue).at(-1) as Write<RoomName> | undefined;
  const isBusy = write?.state === "sending";
  const show = (name: string | null, instead: string | null) =>
    void change(id, (room) => (room.name === instead ? { ...room, name } : room)).catch(() => undefined);
  const follow = (name: string, outcome: Promise<Outcome>) => {
    show(name, before);
    void outcome.then(({ state }) => state === "failed" && show(before, name));
  };
  const rename = (body: RoomName) => {
    if (isBusy) return;
    if (write) outbox.dismiss(write.key);
    follow(body.name, outbox.start({ kind: "conversation.rename", queue, body, to: id }).outcome);
  };
  const tryAgain = () => {
    const outcome = write && outbox.tryAgain(write.key);
    if (outcome) follow(write.body.name, outcome);
  };
  return { write, isBusy, rename, tryAgain };
}
