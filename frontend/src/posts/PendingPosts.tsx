"use client";

import type { NewPost } from "@/api/generated/types.gen";
import { Avatar } from "@/components/Avatar";
import { Card } from "@/components/Card";
import { RichText } from "@/components/text/RichText";
import { WriteMark } from "@/outbox/WriteMark";
import { WriteStateLabel } from "@/outbox/WriteStateLabel";
import { useMe } from "@/session/SessionProvider";
import { queueKeys } from "@/outbox/draft-keys";
import { useOutbox, useResumed, useWrites } from "@/outbox/OutboxProvider";
import { useShowPosted } from "@/outbox/useShowPosted";
import { isStuck, type Write } from "@/outbox/write";
import { usePostChanges } from "./queries";

function Pending({ write }: { write: Write<NewPost> }) {
  const me = useMe();
  const outbox = useOutbox();
  const end = useShowPosted(usePostChanges().showOnTop);
  const tryAgain = () => void outbox.tryAgain(write.key)?.then(end);
  return (
    <Card as="article" isDense data-state={write.state} className="mb-2 animate-appear pb-2">
      <div className="flex items-center gap-2.5">
        {me && <Avatar person={me} size="small" />}
        <p className="flex min-w-0 flex-1 items-baseline gap-x-1.5 text-sm text-soft">
          <strong className="truncate text-base font-semibold text-ink">
            <bdi>{me?.name}</bdi>
          </strong>
          · <WriteMark state={write.state} />
        </p>
      </div>
      <h2 dir="auto" className="mt-1 line-clamp-3 text-lg leading-6 font-semibold wrap-anywhere">
        {write.body.title}
      </h2>
      <RichText text={write.body.content} className="mt-1 leading-6" />
      <div className="mt-1 min-h-8 pointer-coarse:min-h-11">
        {isStuck(write) && (
          <WriteStateLabel write={write} onTryAgain={tryAgain} onDismiss={() => outbox.dismiss(write.key)} />
        )}
      </div>
    </Card>
  );
}

/** One's own posts that are on their way, or did not arrive. */
export function PendingPosts() {
  const writes = useWrites(queueKeys.newPosts);
  const { holds, showOnTop } = usePostChanges();
  useResumed(writes, useShowPosted(showOnTop));
  const shown = writes
    .filter(({ isResumed, resourceId }) => !isResumed || !resourceId || !holds(resourceId))
    .toReversed();
  return shown.map((write) => <Pending key={write.key} write={write as Write<NewPost>} />);
}
