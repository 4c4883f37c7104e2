"use client";

import { Button } from "@/components/form/Button";
import { TextArea } from "@/components/form/TextArea";
import { useCopy } from "@/components/useCopy";
import { draftKeys } from "@/outbox/draft-keys";
import { readDraft } from "@/outbox/drafts";
import { useMe } from "@/session/SessionProvider";
import { useTranslations } from "next-intl";

/** What somebody was writing on a post that was deleted meanwhile: it can be read and taken along. */
export function KeptDraft({ postId }: { postId: string }) {
  const t = useTranslations();
  const me = useMe();
  const { state, copy } = useCopy();
  const draft = me && readDraft<{ content: string }>(me.id, draftKeys.newComment(postId)).content;
  if (!draft?.trim()) return null;
  return (
    <section aria-label={t("comment.field")} className="mt-6 space-y-3">
      <TextArea label={t("comment.kept")} readOnly defaultValue={draft} />
      <Button onClick={() => void copy(draft)}>{t(`comment.copy.${state}`)}</Button>
    </section>
  );
}
