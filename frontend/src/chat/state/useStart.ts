"use client";

import { useExplain } from "@/api/useExplain";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { NewConversation } from "@/api/generated/types.gen";
import { paths } from "@/routes/paths";
import { useTranslations } from "next-intl";
import { queueKeys } from "@/outbox/draft-keys";
import { useOutbox } from "@/outbox/OutboxProvider";
import { useConversationChanges } from "./queries";

/** Starts a conversation and goes there. `complaint` says why not. */
export function useStart() {
  const t = useTranslations();
  const { explain } = useExplain();
  const outbox = useOutbox();
  const router = useRouter();
  const { refresh } = useConversationChanges();
  const [state, setState] = useState<{ isBusy: boolean; complaint: string | null }>({ isBusy: false, complaint: null });
  const start = async (body: NewConversation) => {
    setState({ isBusy: true, complaint: null });
    const { key, outcome } = outbox.start({ kind: "conversation.create", queue: queueKeys.newConversations, body });
    const { state: end, write } = await outcome;
    outbox.dismiss(key);
    if (end === "failed" || !write.resourceId) {
      return setState({ isBusy: false, complaint: write.problem ? explain(write.problem) : t("problem.unknown") });
    }
    await refresh(write.resourceId).catch(() => undefined);
    router.replace(paths.conversation(write.resourceId));
    setState({ isBusy: false, complaint: null });
  };
  return { ...state, start };
}
