"use client";

import { useOutbox } from "./OutboxProvider";
import type { Write, WriteState } from "./write";
import { WriteStateLabel } from "./WriteStateLabel";

/** How a change of something that is shown stands, with what can be done about it. */
export function OwnWriteState({ write, words }: { write: Write; words?: Record<WriteState, string> }) {
  const outbox = useOutbox();
  return (
    <WriteStateLabel
      {...{ write, words }}
      onTryAgain={() => void outbox.tryAgain(write.key)}
      onDismiss={() => outbox.dismiss(write.key)}
    />
  );
}
