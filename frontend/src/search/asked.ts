import type { SearchForData } from "@/api/generated/types.gen";

/** What can be looked for. */
export const KINDS = ["posts", "comments", "people"] as const;

export type Kind = NonNullable<SearchForData["query"]["kind"]>;

/** What the address of a search asks for. An empty `q` asks for nothing yet. */
export type Asked = { q: string; kind: Kind; cursor?: string };

type Parameters = Record<string, string | string[] | undefined>;

const first = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value) ?? "";

/** Reads the parameters of the page's address. */
export function readAsked(parameters: Parameters): Asked {
  const kind = KINDS.find((each) => each === first(parameters.kind)) ?? "posts";
  const cursor = first(parameters.cursor);
  return { q: first(parameters.q).trim(), kind, ...(cursor && { cursor }) };
}
