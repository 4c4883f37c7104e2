"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { client } from "@/api/browser";
import { appealComment, appealPost } from "@/api/generated/sdk.gen";
import type { Notice, Removal } from "@/api/generated/types.gen";
import { toProblem } from "@/api/problem";
import { useExplain } from "@/api/useExplain";
import { changed, type Pages } from "@/lists/pages";
import { useSession } from "@/session/SessionProvider";
import { LIST } from "./queries";

/** Asks the moderators to look again at what they removed. `onAsked` hears that it is done. */
export function useAppeal({ type, id }: Removal, onAsked: () => void) {
  const queries = useQueryClient();
  const { ready } = useSession();
  const { explain } = useExplain();
  const asked = (each: Notice) =>
    each.removal?.id === id ? { ...each, removal: { ...each.removal, is_appealed: true } } : each;
  const { mutate, isPending, error } = useMutation({
    mutationFn: async (words: string) => {
      await ready();
      const sent = { client, body: { words }, headers: { Prefer: "wait=5", "Idempotency-Key": crypto.randomUUID() } };
      return type === "post"
        ? appealPost({ ...sent, path: { post_id: id } })
        : appealComment({ ...sent, path: { comment_id: id } });
    },
    onSuccess: () => {
      queries.setQueryData<Pages<Notice>>(LIST, (pages) => changed(pages, (notices) => notices.map(asked)));
      onAsked();
    },
  });
  return { appeal: mutate, isBusy: isPending, complaint: error && explain(toProblem(error)) };
}
