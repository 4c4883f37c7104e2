/**
 * What somebody is writing, kept for each place until it is posted.
 * In sessionStorage: it survives a reload and a failure, and is gone with the tab, so nobody finds it at a shared computer.
 */
const PREFIX = "draft:";

const keyOf = (userId: string, place: string) => `${PREFIX}${userId}:${place}`;

/** Storage may be full or forbidden; then a draft lives as long as its page. */
function attempt<T>(action: () => T, otherwise: T): T {
  try {
    return action();
  } catch {
    return otherwise;
  }
}

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

/** Keeps what could not be sent, unless something newer is being written there: so it survives a reload. */
export function keepIfNone(userId: string, place: string, fields: Record<string, string | undefined>): void {
  if (Object.keys(readDraft(userId, place)).length === 0) keepDraft(userId, place, fields);
}

/** It was posted after all: drops what `keepIfNone` kept, unless something else is being written there. */
export function dropIfSame(userId: string, place: string, fields: Record<string, string | undefined>): void {
  if (JSON.stringify(readDraft(userId, place)) === JSON.stringify(fields)) dropDraft(userId, place);
}
