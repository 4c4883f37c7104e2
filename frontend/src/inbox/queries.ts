"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { client } from "@/api/browser";
import { changeInboxSettings, countUnread, getInboxSettings, listInbox, readInbox } from "@/api/generated/sdk.gen";
import type { InboxChanges, InboxPage, InboxSettings, Notice } from "@/api/generated/types.gen";
import { usePages } from "@/lists/usePages";
import type { LiveEvent } from "@/live/events";
import { useRoom } from "@/live/LiveProvider";
import { useMe } from "@/session/SessionProvider";
import { PAGE } from "./page-size";

export const LIST = ["inbox"];
const UNREAD = ["unread-notices"];
const SETTINGS = ["inbox-settings"];
const TELLS: ReadonlySet<LiveEvent["type"]> = new Set(["inbox.updated", "mention.created"]);

const fetchPage = async (cursor: string | null): Promise<InboxPage> =>
  (await listInbox({ client, query: { limit: PAGE, ...(cursor ? { cursor } : {}) } })).data;

/** How many notices are unread, as they come. */
export function useUnreadCount(): number {
  const me = useMe();
  const queries = useQueryClient();
  const { data = 0 } = useQuery({
    queryKey: UNREAD,
    queryFn: async () => (await countUnread({ client })).data.unread_count,
    enabled: me !== null,
  });
  const look = () => void queries.invalidateQueries({ queryKey: UNREAD });
  useRoom(me && `user:${me.id}`, ({ type }) => TELLS.has(type) && look(), look);
  return data;
}

/** What one is told of, the latest first, page by page. */
export function useInbox(first: InboxPage) {
  const me = useMe();
  const queries = useQueryClient();
  const { items: notices, ...found } = usePages({ queryKey: LIST, fetch: fetchPage, first });
  const look = () => void queries.invalidateQueries({ queryKey: LIST });
  useRoom(me && `user:${me.id}`, ({ type, actor_id }) => TELLS.has(type) && actor_id !== me?.id && look(), look);
  return { ...found, notices };
}

/** Says that what is shown has been read, once somebody looks at it. What is new stays marked until the page is left. */
export function useRead(notices: Notice[]): void {
  const queries = useQueryClient();
  const latest = notices[0];
  const until = latest?.is_unread ? Date.parse(latest.at) : 0;
  useEffect(() => {
    if (until === 0) return;
    void readInbox({ client, body: { until_ms: until } })
      .then(() => {
        queries.setQueryData<number>(UNREAD, 0);
        // Something may have come meanwhile.
        return queries.invalidateQueries({ queryKey: UNREAD });
      })
      .catch(() => undefined); // it stays unread, and is said with the next visit
  }, [queries, until]);
}

function changed(old: InboxSettings, { mail, ...kinds }: InboxChanges): InboxSettings {
  const wanted = { ...old, kinds: { ...old.kinds, ...kinds } };
  return mail ? { ...wanted, mail: { ...old.mail, ...mail }, mail_refused: null } : wanted;
}

/** Of what one wants to be told, and when by mail. `first` is what the server has fetched; null if it could not. */
export function useInboxSettings(first: InboxSettings | null) {
  const queries = useQueryClient();
  const query = useQuery({
    queryKey: SETTINGS,
    queryFn: async () => (await getInboxSettings({ client })).data,
    initialData: first ?? undefined,
  });
  const change = useMutation({
    mutationFn: (body: InboxChanges) =>
      changeInboxSettings({ client, body, headers: { Prefer: "wait=5", "Idempotency-Key": crypto.randomUUID() } }),
    onMutate: (changes) => queries.setQueryData<InboxSettings>(SETTINGS, (old) => old && changed(old, changes)),
    onError: () => void queries.invalidateQueries({ queryKey: SETTINGS }),
  });
  return { query, change };
}
