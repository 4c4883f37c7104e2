"use client";

import { useLocale } from "next-intl";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { client } from "@/api/browser";
import { searchFor } from "@/api/generated/sdk.gen";
import type { Author } from "@/api/generated/types.gen";
import { useMe } from "@/session/SessionProvider";
import { othersIn } from "./conversations";
import { useConversations } from "./queries";

const SHOWN = 10;
const NOBODY: Author[] = [];

/** Everybody whom one has a conversation with, by name. */
export function useKnownPeople(): Author[] {
  const [me, locale] = [useMe(), useLocale()];
  const { conversations } = useConversations();
  const people = new Map(
    conversations.flatMap((each) => othersIn(each, me?.id ?? "")).map((person) => [person.id, person]),
  );
  return [...people.values()].sort((a, b) => a.name.localeCompare(b.name, locale));
}

/** The others whose names begin so; nobody for less than two letters, and while the server cannot be reached. */
export function useFoundPeople(name: string): Author[] {
  const me = useMe();
  const q = name.trim();
  const { data = NOBODY } = useQuery({
    queryKey: ["people", q],
    queryFn: async ({ signal }) => {
      const page = (await searchFor({ client, query: { q, kind: "people", limit: SHOWN }, signal })).data;
      return page.items.flatMap((found) => (found.type === "user" ? [found.item] : []));
    },
    enabled: q.length > 1,
    placeholderData: keepPreviousData,
    retry: false,
  });
  return q.length > 1 ? data.filter(({ id }) => id !== me?.id) : NOBODY;
}
