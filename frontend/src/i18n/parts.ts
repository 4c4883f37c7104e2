import type { Messages } from "next-intl";

export type Part = keyof Messages;

/** What the browser has of the messages on every page, also when it fails. */
export const EVERYWHERE = [
  "page",
  "error",
  "dialog",
  "language",
  "problem",
  "write",
  "checks",
] as const satisfies Part[];

/** What it has on the pages that have a header. */
export const FRAME = [
  "navigation",
  "counts",
  "guest",
  "theme",
  "session",
  "live",
  "list",
  "keyboard",
] as const satisfies Part[];

/** What cards of posts and comments say. */
export const CARDS = [
  "post",
  "own",
  "remove",
  "like",
  "saving",
  "share",
  "history",
  "follow",
  "report",
  "lock",
  "reasons",
] as const satisfies Part[];

/** Where one writes a text with Markdown and people in it. */
export const WRITING = ["writing", "mention"] as const satisfies Part[];

/** These parts alone. */
export const picked = (messages: Messages, parts: readonly Part[]): Partial<Messages> =>
  Object.fromEntries(parts.map((part) => [part, messages[part]]));
