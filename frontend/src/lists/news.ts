/**
 * What a page was told of a thing beside the answer in which it came: by an event, or by an answer about it alone. An answer that was on
 * its way meanwhile may be older, and takes none of that back. Times are counted, not measured: what is asked for after something was
 * told knows it, since the server tells of nothing before it can be read.
 */
const NEWS = Symbol("news");

type News = { at: number; changes: object };
/** What is listed: each with its id. */
export type Listed = { id: string };

let moment = 0;
const gone = new Map<string, number>();
const askedAt = new WeakMap<object, number>();

const newsOf = (item: object): News | undefined => (item as { [NEWS]?: News })[NEWS];

/** Now, later than ever before. To be called before something is asked for. */
export const now = (): number => ++moment;

/** A thing with what is told of it; `at` is when that was asked for, or now for what an event says. Later news stay. */
export function told<Item extends object>(item: Item, changes: Partial<Item>, at = now()): Item {
  const before = newsOf(item);
  const isLate = before !== undefined && before.at > at;
  const said = Object.fromEntries(Object.entries(changes)); // not the news that `changes` may have itself
  const all = isLate ? { ...said, ...before.changes } : { ...before?.changes, ...said };
  return { ...item, ...all, [NEWS]: { at: isLate ? before.at : at, changes: all } };
}

/** Something is gone: no answer that was asked for before brings it back. */
export const noteGone = (id: string): void => void gone.set(id, now());

/** Whether something was gone after this was asked for. */
export const isGone = (id: string, asked: number): boolean => (gone.get(id) ?? 0) > asked;

/** Notes when an answer was asked for, which the functions below go by. */
export function answered<Answer>(answer: Answer, asked: number): Answer {
  if (typeof answer === "object" && answer !== null) askedAt.set(answer, asked);
  return answer;
}

/** When this answer was asked for; undefined for what is none. */
export const askedFor = (answer: unknown): number | undefined =>
  typeof answer === "object" && answer !== null ? askedAt.get(answer) : undefined;

/** What an answer says of a thing, with what was told of it since that was asked for. */
export function latest<Item extends object>(known: Item | undefined, item: Item, asked: number): Item {
  const news = known && newsOf(known);
  return news && news.at > asked ? { ...item, ...news.changes, [NEWS]: news } : item;
}

/** For `structuralSharing` of a query about one thing, null when there is none: what is kept when an answer comes. */
export function keptItem(known: unknown, answer: unknown): unknown {
  const asked = askedFor(answer);
  if (asked === undefined) return answer;
  const item = answer as Listed;
  return isGone(item.id, asked) ? null : latest((known as Listed | null) ?? undefined, item, asked);
}

/** What was put into a list since an answer was asked for that has it not: before all that both have, and after it. */
export function added<Item extends Listed>(known: Item[], items: Item[], asked: number): { top: Item[]; end: Item[] } {
  const ids = new Set(items.map(({ id }) => id));
  const isLacking = (item: Item) => !ids.has(item.id) && (newsOf(item)?.at ?? 0) > asked;
  const isShared = ({ id }: Item) => ids.has(id);
  if (items.length === 0) return { top: known.filter(isLacking), end: [] };
  const [first, last] = [known.findIndex(isShared), known.findLastIndex(isShared)];
  if (first < 0) return { top: [], end: [] };
  return { top: known.slice(0, first).filter(isLacking), end: known.slice(last + 1).filter(isLacking) };
}
