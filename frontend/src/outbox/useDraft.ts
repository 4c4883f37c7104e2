"use client";

import { useEffect } from "react";
import type { DefaultValues, FieldValues, UseFormReturn } from "react-hook-form";
import { useMe } from "@/session/SessionProvider";
import { dropDraft, keepDraft, readDraft } from "./drafts";

/**
 * Keeps what is typed into a form as the draft of `draftKey`, and puts it back when the form appears again.
 * Answers how to drop it, for when it was posted.
 */
export function useDraft<T extends FieldValues & Record<string, string>, Out>(
  form: UseFormReturn<T, unknown, Out>,
  draftKey: string,
): () => void {
  const userId = useMe()?.id;
  const { reset, subscribe } = form;
  useEffect(() => {
    if (!userId) return;
    const draft = readDraft<T>(userId, draftKey);
    if (Object.keys(draft).length > 0) reset(draft as DefaultValues<T>, { keepDefaultValues: true });
    return subscribe({ formState: { values: true }, callback: ({ values }) => keepDraft(userId, draftKey, values) });
  }, [userId, draftKey, reset, subscribe]);
  return () => {
    if (userId) dropDraft(userId, draftKey);
  };
}
