"use client";

import { useState } from "react";
import type { Author } from "@/api/generated/types.gen";
import { Button } from "@/components/form/Button";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { fetchAhead } from "@/components/layers/layers";
import { WriteStateLabel } from "@/outbox/WriteStateLabel";
import { texts } from "@/texts";
import { useBlocking, useBlocks } from "./queries";

/** Blocks somebody after a question, or unblocks them. */
export function BlockButton({ person, first }: { person: Author; first: Author[] | null }) {
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
        {isBlocked ? texts.block.unblock : texts.block.block}
      </Button>
      <p role="status" className="w-full text-sm text-soft empty:hidden">
        {isBlocked && texts.block.isBlocked}
      </p>
      {write?.state === "failed" && (
        <WriteStateLabel write={write} words={texts.saving} onTryAgain={tryAgain} onDismiss={dismiss} />
      )}
      <ConfirmDialog
        open={isAsking}
        title={texts.block.title(person.name)}
        detail={texts.block.detail}
        confirm={texts.block.block}
        danger
        onConfirm={block}
        onClose={() => setAsking(false)}
      />
    </>
  );
}
