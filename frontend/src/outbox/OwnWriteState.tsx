"use client";

import { useOutbox } from "./OutboxProvider";
import { isStuck, type StateWords, type Write } from "./write";
import { WriteStateLabel } from "./WriteStateLabel";

/** That a change of something that is shown has to wait, for the server or a moderator, or was refused, with what can be done about it. A mark says the rest. */
export function OwnWriteState({ write, words }: { write: Write; words?: StateWords }) {
  const outbox = useOutbox();
  if (!isStuck(write)) return null;
  return (
    <WriteStateLabel
      {...{ write, words }}
      isChange={write.kind.endsWith(".edit")}
      onTryAgain={() => void outbox.tryAgain(write.key)}
      onDismiss={() => outbox.dismiss(write.key)}
    />
  );
}
