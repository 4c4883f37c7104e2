import { attempt } from "./storage";

/**
 * What somebody is writing, kept for each place until it is posted.
 * In sessionStorage: it survives a reload and a failure, and is gone with the tab, so nobody finds it at a shared computer.
 */
const PREFIX = "draft:";

const keyOf = (userId: string, place: string) => `${PREFIX}${userId}:${place}`;

/** What this person left at this place (`post`, `comment:<post id>`, …); empty if nothing. */
export function readDraft<T extends Record<string, string>>(userId: string, place: string): Partial<T> {
  const text = attempt(() => sessionStorage.getItem(keyOf(userId, place)), null);
  const value: unknown = text === null ? {} : attempt(() => JSON.parse(text), {});
  return typeof value === "object" && value !== null ? (value as Partial<T>) : {};
}

/** Keeps the fields as they are now; a draft with nothing in it is dropped. */
export function keepDraft(userId: string, place: string, fields: Record<string, string | undefined>): void {
  if (!Object.values(fields).some((value) => value?.trim())) return dropDraft(userId, place);
  attempt(() => sessionStorage.setItem(keyOf(userId, place), JSON.stringify(fields)), undefined);
}

/** It was posted, or thrown away. */
export function dropDraft(userId: string, place: string): void {
  attempt(() => sessionStorage.removeItem(keyOf(userId, place)), undefined);
}

/** Drops the drafts of everybody, as at signing out. */
export function forgetDrafts(): void {
  attempt(() => {
    const keys = Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX));
    keys.forEach((key) => sessionStorage.removeItem(key));
  }, undefined);
}
