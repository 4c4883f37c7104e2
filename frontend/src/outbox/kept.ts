/**
 * Writes that have not come to their end, kept for the person who made them: one entry of localStorage each, so that several tabs
 * never write over each other. They survive a reload and the closing of the tab; signing out asks, and drops them.
 */
import { ApiProblem } from "@/api/problem";
import { isKind } from "./mutations";
import { attempt } from "./storage";
import type { Write } from "./write";

const PREFIX = "outbox:";
const prefixOf = (userId: string) => `${PREFIX}${userId}:`;

function parsed(text: string | null): Write | null {
  const stored = attempt(() => JSON.parse(text ?? "null") as (Write & { place?: string }) | null, null);
  if (!stored) return null;
  const { place, ...value } = stored;
  const queue = value.queue ?? place; // what an earlier version has kept calls it `place`
  if (!isKind(value.kind) || typeof value.key !== "string" || typeof queue !== "string") return null;
  return {
    ...value,
    queue,
    problem: value.problem && new ApiProblem(value.problem as ConstructorParameters<typeof ApiProblem>[0]),
  };
}

function read(prefix: string): Write[] {
  const keys = attempt(() => Object.keys(localStorage), []).filter((key) => key.startsWith(prefix));
  const writes = keys.map((key) => parsed(attempt(() => localStorage.getItem(key), null)));
  return writes.filter((write) => write !== null).sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
}

/** What this person wrote and nobody has seen the end of, oldest first. */
export const readKept = (userId: string): Write[] => read(prefixOf(userId));

/** The first words of what was written in this browser and the server has not taken: for a page that does not know who is there. */
export function readUnsent(): { key: string; text: string }[] {
  const wordsOf = ({ key, body }: Write) => {
    const { title, content } = (body ?? {}) as { title?: string; content?: string };
    return { key, text: title ?? content ?? "" };
  };
  return read(PREFIX)
    .filter(({ receipt }) => !receipt)
    .map(wordsOf)
    .filter(({ text }) => text !== "");
}

/** Keeps a write as it stands now. Without storage it lives as long as its page. */
export function keepWrite(userId: string, write: Write): void {
  attempt(() => localStorage.setItem(prefixOf(userId) + write.key, JSON.stringify(write)), undefined);
}

/** It was posted, or thrown away. */
export function dropWrite(userId: string, key: string): void {
  attempt(() => localStorage.removeItem(prefixOf(userId) + key), undefined);
}

/** Calls back with the key of each write that another tab has dropped. Answers how to stop that. */
export function onDropped(userId: string, listener: (key: string) => void): () => void {
  const look = ({ key, newValue }: StorageEvent) => {
    if (newValue === null && key?.startsWith(prefixOf(userId))) listener(key.slice(prefixOf(userId).length));
  };
  window.addEventListener("storage", look);
  return () => window.removeEventListener("storage", look);
}
