"use client";

import type { NewComment } from "@/api/generated/types.gen";
import { RichText } from "@/components/text/RichText";
import { useOutbox, useResumed, useWrites } from "@/outbox/OutboxProvider";
import { useShowPosted } from "@/outbox/useShowPosted";
import { isStuck, type Write } from "@/outbox/write";
import { WriteMark } from "@/outbox/WriteMark";
import { WriteStateLabel } from "@/outbox/WriteStateLabel";
import { useMe } from "@/session/SessionProvider";
import { COMMENT_TEXT, CommentFrame } from "./CommentFrame";
import { useCommentChanges } from "./changes";
import { queueOf, type Target } from "./new-comments";

/** One's own comments there that are on their way, or did not arrive. */
export function PendingComments(target: Target) {
  const me = useMe();
  const outbox = useOutbox();
  const end = useShowPosted(useCommentChanges(target.postId).showRecent);
  const writes = useWrites(queueOf(target)) as readonly Write<NewComment>[];
  useResumed(writes, end);
  return writes.map((write) => (
    <div key={write.key} data-state={write.state} className="animate-appear pb-3">
      {me && (
        <CommentFrame author={me} about={<WriteMark state={write.state} />}>
          <RichText text={write.body.content} className={COMMENT_TEXT} />
          <div className="min-h-8 pointer-coarse:min-h-11">
            {isStuck(write) && (
              <WriteStateLabel
                write={write}
                onTryAgain={() => void outbox.tryAgain(write.key)?.then(end)}
                onDismiss={() => outbox.dismiss(write.key)}
              />
            )}
          </div>
        </CommentFrame>
      )}
    </div>
  ));
}
