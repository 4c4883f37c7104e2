"use client";

import { useInfiniteQuery, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { client } from "@/api/browser";
import { getConversation, listConversations, listMessages } from "@/api/generated/sdk.gen";
import type { Conversation } from "@/api/generated/types.gen";
import { orNull } from "@/api/found";
import { useSession } from "@/session/SessionProvider";
import { flatten, replaced, startingWith, withFirst, without, type Page, type Pages } from "@/lists/pages";
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
  const found = useInfiniteQuery({
    queryKey: LIST,
    queryFn: ({ pageParam }) => fetchConversations(pageParam as string | null),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    enabled: useSession().status === "signed-in",
    ...(first ? { initialData: startingWith(first) } : {}),
  });
  return { ...found, conversations: flatten(found.data) };
}

/** One conversation, as it changes. */
export function useConversation(first: Conversation): Conversation | null {
  const { data } = useQuery({
    queryKey: keyOf(first.id),
    queryFn: () => fetchConversation(first.id),
    initialData: first,
  });
  return data;
}

function move(queries: QueryClient, conversation: Conversation): void {
  queries.setQueryData<Pages<Conversation>>(LIST, (pages) => withFirst(without(pages, conversation.id), conversation));
}

function store(queries: QueryClient, conversation: Conversation): void {
  queries.setQueryData<Pages<Conversation>>(LIST, (pages) => replaced(pages, conversation));
  queries.setQueryData(keyOf(conversation.id), conversation);
}

function known(queries: QueryClient, id: string): Conversation | undefined {
  const listed = flatten(queries.getQueryData<Pages<Conversation>>(LIST)).find((each) => each.id === id);
  return listed ?? queries.getQueryData<Conversation>(keyOf(id)) ?? undefined;
}

/** What the fetched conversations become as things happen in them. */
export function conversationChanges(queries: QueryClient) {
  const forget = (id: string) => {
    queries.setQueryData<Pages<Conversation>>(LIST, (pages) => without(pages, id));
    queries.setQueryData(keyOf(id), null);
  };
  const refresh = async (id: string) => {
    const conversation = await fetchConversation(id);
    if (!conversation) return forget(id);
    store(queries, conversation);
    move(queries, conversation);
  };
  /** Fetches what is unread in it, if anything is: something that is not known here was taken away. */
  const recount = async (id: string) => {
    if (known(queries, id)?.unread_count === 0) return;
    const conversation = await fetchConversation(id);
    if (conversation) store(queries, conversation);
  };
  /** Changes it where it is known, and fetches it where not. `onTop` for a new message. */
  const change = async (id: string, to: (conversation: Conversation) => Conversation, onTop = false) => {
    const conversation = known(queries, id);
    if (!conversation) return refresh(id);
    store(queries, to(conversation));
    if (onTop) move(queries, to(conversation));
  };
  const refetch = () => queries.invalidateQueries({ queryKey: LIST });
  return { refresh, recount, change, refetch };
}

export const useConversationChanges = () => conversationChanges(useQueryClient());
