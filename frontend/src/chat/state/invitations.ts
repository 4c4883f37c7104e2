"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client } from "@/api/browser";
import { acceptInvitation, declineInvitation, listInvitations } from "@/api/generated/sdk.gen";
import type { Invitation, InvitationPage } from "@/api/generated/types.gen";
import { toProblem } from "@/api/problem";
import { useExplain } from "@/api/useExplain";
import { useRoom } from "@/live/LiveProvider";
import { useMe, useSession } from "@/session/SessionProvider";
import { INVITATIONS } from "./page-size";
import { useConversationChanges } from "./queries";

const LIST = ["invitations"];
const NONE: Invitation[] = [];

const fetchInvitations = async (): Promise<InvitationPage> =>
  (await listInvitations({ client, query: { limit: INVITATIONS } })).data;

/** The rooms that one is invited to, as it changes. `first` where the server has fetched them. */
export function useInvitations(first?: InvitationPage): Invitation[] {
  const [me, queries] = [useMe(), useQueryClient()];
  const { data } = useQuery({
    queryKey: LIST,
    queryFn: fetchInvitations,
    initialData: first,
    enabled: useSession().status === "signed-in",
  });
  const look = () => void queries.invalidateQueries({ queryKey: LIST });
  useRoom(me && `user:${me.id}`, ({ type }) => type.startsWith("invitation.") && look(), look);
  return data?.items ?? NONE;
}

type Answer = { invitation: Invitation; isYes: boolean };

/** Accepts or declines. Somebody waits for it, so what cannot be done now fails at once; `complaint` says why. */
export function useAnswer(onAccepted: (conversationId: string) => void) {
  const { explain } = useExplain();
  const { ready } = useSession();
  const queries = useQueryClient();
  const { refresh } = useConversationChanges();
  const answer = useMutation({
    mutationFn: async ({ invitation: { conversation_id }, isYes }: Answer) => {
      const headers = { Prefer: "wait=5", "Idempotency-Key": crypto.randomUUID() };
      await ready();
      await (isYes ? acceptInvitation : declineInvitation)({ client, path: { conversation_id }, headers });
      if (isYes) await refresh(conversation_id).catch(() => undefined); // it is heard as well
      await queries.invalidateQueries({ queryKey: LIST });
    },
    onSuccess: (_, { invitation, isYes }) => isYes && onAccepted(invitation.conversation_id),
    // It may have been taken back.
    onError: () => void queries.invalidateQueries({ queryKey: LIST }),
  });
  return {
    isBusy: answer.isPending,
    complaint: answer.error && explain(toProblem(answer.error)),
    declined: answer.isSuccess && !answer.variables.isYes ? answer.variables.invitation : null,
    accept: (invitation: Invitation) => answer.mutate({ invitation, isYes: true }),
    decline: (invitation: Invitation) => answer.mutate({ invitation, isYes: false }),
  };
}
