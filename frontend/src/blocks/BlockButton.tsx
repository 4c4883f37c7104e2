"use client";

import { useState } from "react";
import type { Author } from "@/api/generated/types.gen";
import { Button } from "@/components/form/Button";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { fetchAhead } from "@/components/layers/layers";
import { WriteStateLabel } from "@/outbox/WriteStateLabel";
import { useTranslations } from "next-intl";
import { useBlocking, useBlocks } from "./queries";

/** Blocks somebody after a question, or unblocks them. */
export function BlockButton({ person, first }: { person: Author; first: Author[] | null }) {
  const t = useTranslations();
  const [isAsking, setAsking] = useState(false);
  const { data: blocked } = useBlocks(first);
  const { set, write, isBusy, tryAgain, dismiss } = useBlocking(person);
  if (!blocked) return null;
  const isBlocked = blocked.some(({ id }) => id === person.id);
  const block = () => {
    setAsking(false);
    set(true);
  };
  return (
    <>
      <Button
        kind={isBlocked ? "secondary" : "quiet"}
        busy={isBusy}
        {...fetchAhead}
        onClick={() => (isBlocked ? set(false) : setAsking(true))}
      >
        {isBlocked ? t("block.unblock") : t("block.block")}
      </Button>
      <p role="status" className="w-full text-sm text-soft empty:hidden">
        {isBlocked && t("block.isBlocked")}
      </p>
      {write?.state === "failed" && (
        <WriteStateLabel write={write} words="saving" onTryAgain={tryAgain} onDismiss={dismiss} />
      )}
      <ConfirmDialog
        open={isAsking}
        title={t("block.title", { name: person.name })}
        detail={t("block.detail")}
        confirm={t("block.block")}
        danger
        onConfirm={block}
        onClose={() => setAsking(false)}
      />
    </>
  );
}
