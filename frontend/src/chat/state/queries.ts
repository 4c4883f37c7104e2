"use client";

import { useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { client } from "@/api/browser";
import { getConversation, listConversations, listMessages } from "@/api/generated/sdk.gen";
import type { Conversation } from "@/api/generated/types.gen";
import { orNull } from "@/api/found";
import { useSession } from "@/session/SessionProvider";
import { answered, isGone, keptItem, noteGone, now, told } from "@/lists/news";
import { changed, flatten, patched, without, type Page, type Pages } from "@/lists/pages";
import { usePages } from "@/lists/usePages";
import { difference } from "./conversations";
import { CONVERSATIONS, MESSAGES } from "./page-size";

const LIST = ["conversations"];
const keyOf = (id: string) => ["conversation", id];

async function fetchConversations(cursor: string | null): Promise<Page<Conversation>> {
  return (await listConversations({ client, query: { limit: CONVERSATIONS, ...(cursor ? { cursor } : {}) } })).data;
}

/** A page of messages, newest first: the newest, or the one at the cursor. */
export async function fetchMessages(conversation_id: string, cursor: string | null = null) {
  const query = { limit: MESSAGES, ...(cursor ? { cursor } : {}) };
  return (await listMessages({ client, path: { conversation_id }, query })).data;
}

/** The conversation as it is now; null for who is no member (any more). */
const fetchConversation = (id: string): Promise<Conversation | null> =>
  orNull(getConversation({ client, path: { conversation_id: id } }));

/** One's conversations, the one with the latest message first, page by page. `first` where the server has fetched it. */
export function useConversations(first?: Page<Conversation>) {
  const { items: conversations, ...found } = usePages({
    queryKey: LIST,
    fetch: fetchConversations,
    first,
    enabled: useSession().status === "signed-in",
  });
  return { ...found, conversations };
}

/** One conversation, as it changes. */
export function useConversation(first: Conversation): Conversation | null {
  const { data } = useQuery({
    queryKey: keyOf(first.id),
    queryFn: async () => {
      const asked = now();
      return answered(await fetchConversation(first.id), asked);
    },
    initialData: first,
    structuralSharing: keptItem,
  });
  return data;
}

const listed = (pages: Pages<Conversation> | undefined, id: string) => flatten(pages).find((each) => each.id === id);

/** On top of the list, as it is there, or else as it is given. */
function move(queries: QueryClient, conversation: Conversation, at?: number): void {
  queries.setQueryData<Pages<Conversation>>(LIST, (pages) => {
    const known = listed(pages, conversation.id);
    const top = known ? told(known, {}, at) : told(conversation, conversation, at);
    return changed(without(pages, top.id), (items, n) => (n === 0 ? [top, ...items] : items));
  });
}

function patch(queries: QueryClient, id: string, changes: Partial<Conversation>, at?: number): void {
  queries.setQueryData<Pages<Conversation>>(LIST, (pages) => patched(pages, id, changes, at));
  queries.setQueryData<Conversation | null>(keyOf(id), (known) => known && told(known, changes, at));
}

function known(queries: QueryClient, id: string): Conversation | undefined {
  return (
    listed(queries.getQueryData<Pages<Conversation>>(LIST), id) ??
    queries.getQueryData<Conversation>(keyOf(id)) ??
    undefined
  );
}

/** What the fetched conversations become as things happen in them. */
export function conversationChanges(queries: QueryClient) {
  const forget = (id: string) => {
    noteGone(id);
    queries.setQueryData<Pages<Conversation>>(LIST, (pages) => without(pages, id));
    queries.setQueryData(keyOf(id), null);
  };
  const refresh = async (id: string) => {
    const asked = now();
    const conversation = await fetchConversation(id);
    if (!conversation) return forget(id);
    if (isGone(id, asked)) return;
    patch(queries, id, conversation, asked);
    queries.setQueryData<Conversation | null>(keyOf(id), (known) => known ?? told(conversation, conversation, asked));
    move(queries, conversation, asked);
  };
  /** Fetches it, and leaves it where it is in the list. */
  const reread = async (id: string) => {
    const asked = now();
    const conversation = await fetchConversation(id);
    if (conversation) patch(queries, id, conversation, asked);
  };
  /** Fetches what is unread in it, if anything is: something that is not known here was taken away. */
  const recount = async (id: string) => {
    if (known(queries, id)?.unread_count !== 0) await reread(id);
  };
  /** Changes it where it is known, and fetches it where not. `onTop` for a new message. */
  const change = async (id: string, to: (conversation: Conversation) => Conversation, onTop = false) => {
    const conversation = known(queries, id);
    if (!conversation) return refresh(id);
    patch(queries, id, difference(conversation, to(conversation)));
    if (onTop) move(queries, to(conversation));
  };
  const refetch = () => queries.invalidateQueries({ queryKey: LIST });
  return { refresh, reread, forget, recount, change, refetch };
}

export const useConversationChanges = () => conversationChanges(useQueryClient());
