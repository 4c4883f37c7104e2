"use client";

import { useExplain } from "@/api/useExplain";
import { useMutation } from "@tanstack/react-query";
import { client } from "@/api/browser";
import { inviteMember, removeMember, withdrawInvitation } from "@/api/generated/sdk.gen";
import type { Author } from "@/api/generated/types.gen";
import { toProblem } from "@/api/problem";
import { useMe, useSession } from "@/session/SessionProvider";
import { useConversationChanges } from "./queries";

type Change = { person: Author; what: "invite" | "withdraw" | "remove" };

/**
 * Invites people to a room, takes that back, and takes them out: its owner everybody, anybody themselves. Somebody waits for it, so what cannot be done now
 * fails at once; `complaint` says why.
 */
export function useMembers(conversation_id: string) {
  const { explain } = useExplain();
  const { ready } = useSession();
  const { refresh, forget } = useConversationChanges();
  const me = useMe();
  const change = useMutation({
    mutationFn: async ({ person: { id: user_id }, what }: Change) => {
      const headers = { Prefer: "wait=5", "Idempotency-Key": crypto.randomUUID() };
      await ready();
      if (what === "invite") await inviteMember({ client, path: { conversation_id }, body: { user_id }, headers });
      else if (what === "withdraw") await withdrawInvitation({ client, path: { conversation_id, user_id }, headers });
      else await removeMember({ client, path: { conversation_id, user_id }, headers });
      if (user_id === me?.id) forget(conversation_id);
      else await refresh(conversation_id).catch(() => undefined); // it is heard as well
    },
  });
  return {
    isBusy: change.isPending,
    complaint: change.error && explain(toProblem(change.error)),
    done: change.isSuccess ? change.variables : null,
    invite: (person: Author) => change.mutateAsync({ person, what: "invite" }),
    withdraw: (person: Author) => change.mutateAsync({ person, what: "withdraw" }),
    remove: (person: Author) => change.mutateAsync({ person, what: "remove" }),
  };
}
