"use client";

import { useState } from "react";
import { fetchFollowed } from "@/follows/followed";
import { isGone, now } from "@/lists/news";
import { useRoom } from "@/live/LiveProvider";
import { endHeld } from "@/outbox/held";
import { useOutbox } from "@/outbox/OutboxProvider";
import { useMe } from "@/session/SessionProvider";
import { fetchPage, usePostChanges } from "./queries";

const ignore = () => undefined;

/**
 * Follows the feed: what changes or goes is changed where it stands, what is new is only counted, so that nothing moves under the
 * reader's eyes. `count` is null when nobody knows how many there are: more than a page of them.
 */
export function useNewPosts(scope: "feed" | "feed:home") {
  const [fresh, setFresh] = useState<ReadonlySet<string> | null>(new Set());
  const me = useMe();
  const outbox = useOutbox();
  const changes = usePostChanges();
  const note = (id: string) => setFresh((old) => (old ? new Set(old).add(id) : old));
  const drop = (id: string) => setFresh((old) => (old ? new Set([...old].filter((each) => each !== id)) : old));

  /** Whether posts of this author are in the feed at all. */
  const isMine = async (author: string) => scope === "feed" || author === me?.id || fetchFollowed(author);
  const isNew = (id: string) => !changes.holds(id) && !outbox.all().some((write) => write.resourceId === id);
  const look = async () => {
    const asked = now();
    const { items } = await fetchPage(scope, null);
    const news = items.filter(({ id }) => isNew(id) && !isGone(id, asked));
    if (news.length > 0 && news.length === items.length) return setFresh(null);
    news.forEach((post) => note(post.id));
    items.forEach((post) => changes.patch(post.id, post, asked));
  };

  useRoom(
    "feed",
    (event) => {
      const id = event.post_id!;
      outbox.hurry(id);
      if (event.type === "post.created" && endHeld(outbox, id)) {
        void changes.showOnTop(id).catch(ignore);
      } else if (event.type === "post.created") {
        if (isNew(id)) void isMine(event.actor_id).then((is) => is && note(id), ignore);
      } else if (event.type === "post.deleted") {
        drop(id);
        changes.remove(id);
      } else if (changes.holds(id)) void changes.refresh(id).catch(ignore);
    },
    () => void look().catch(ignore),
  );
  return { count: fresh?.size ?? null, clear: () => setFresh(new Set()) };
}
