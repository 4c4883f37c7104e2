import { attempt } from "./storage";

/**
 * What somebody is writing, kept for each form until it is posted.
 * In sessionStorage: it survives a reload and a failure, and is gone with the tab, so nobody finds it at a shared computer.
 */
const PREFIX = "draft:";

const storageKey = (userId: string, draftKey: string) => `${PREFIX}${userId}:${draftKey}`;

/** What this person left in this form (`draftKeys`); empty if nothing. */
export function readDraft<T extends Record<string, string>>(userId: string, draftKey: string): Partial<T> {
  const text = attempt(() => sessionStorage.getItem(storageKey(userId, draftKey)), null);
  const value: unknown = text === null ? {} : attempt(() => JSON.parse(text), {});
  return typeof value === "object" && value !== null ? (value as Partial<T>) : {};
}

/** Keeps the fields as they are now; a draft with nothing in it is dropped. */
export function keepDraft(userId: string, draftKey: string, fields: Record<string, string | undefined>): void {
  if (!Object.values(fields).some((value) => value?.trim())) return dropDraft(userId, draftKey);
  attempt(() => sessionStorage.setItem(storageKey(userId, draftKey), JSON.stringify(fields)), undefined);
}

/** It was posted, or thrown away. */
export function dropDraft(userId: string, draftKey: string): void {
  attempt(() => sessionStorage.removeItem(storageKey(userId, draftKey)), undefined);
}

/** Drops the drafts of everybody, as at signing out. */
export function forgetDrafts(): void {
  attempt(() => {
    const keys = Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX));
    keys.forEach((key) => sessionStorage.removeItem(key));
  }, undefined);
}
