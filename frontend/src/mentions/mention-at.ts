/** What begins a mention in a text: where its `@` stands, and the letters typed after it. */
export type Started = { start: number; prefix: string };

const STARTED = /(?:^|[^\p{L}\p{N}@/.=&%+\-#_\\])@([A-Za-z0-9_]{2,30})$/u;

/** The mention that is being typed at this place of a text; null when there is none, or less than two letters of it. */
export function startedAt(text: string, caret: number): Started | null {
  const prefix = STARTED.exec(text.slice(0, caret))?.[1];
  return prefix ? { start: caret - prefix.length - 1, prefix: prefix.toLowerCase() } : null;
}
