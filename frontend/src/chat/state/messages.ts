import type { Message } from "@/api/generated/types.gen";
import type { Page } from "@/lists/pages";

/** The messages of one conversation that this page knows, in order and each once, wherever they come from. */
export class Messages {
  private readonly byId = new Map<string, Message>();
  private readonly gone = new Set<string>();
  private readonly listeners = new Set<() => void>();
  private list: readonly Message[] = [];
  /** Where the older ones begin; null when there are none, undefined while nothing is fetched. */
  older: string | null | undefined;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Oldest first. The same array until something changes. */
  readonly all = (): readonly Message[] => this.list;

  /** One message as it is now; an older version of it changes nothing. */
  put(message: Message): void {
    if (this.take(message)) this.changed();
  }

  /** Takes a message away for good; answers what it was, if it was known. */
  remove(id: string): Message | undefined {
    const known = this.byId.get(id);
    this.gone.add(id);
    if (this.byId.delete(id)) this.changed();
    return known;
  }

  /** The page before the oldest known. */
  addOlder(page: Page<Message>): void {
    page.items.forEach((message) => this.take(message));
    this.older = page.next_cursor;
    this.changed();
  }

  /**
   * The newest page as it is now. What lies in its stretch and is not in it was deleted; what is newer is said and not stored yet.
   * If it does not reach down to what is known, that is forgotten: between the two something is missing.
   */
  addNewest(page: Page<Message>): void {
    const [last, first] = [page.items[0]?.seq ?? 0, page.items.at(-1)?.seq ?? 0];
    const newest = this.list.at(-1)?.seq ?? 0;
    const reaches = page.next_cursor === null || (this.older !== undefined && first <= newest + 1);
    const ids = new Set(page.items.map(({ id }) => id));
    for (const { id, seq } of this.list) {
      if (seq <= last && !ids.has(id) && (seq >= first || !reaches)) this.byId.delete(id);
    }
    if (!reaches || this.older === undefined) this.older = page.next_cursor;
    page.items.forEach((message) => this.take(message));
    this.changed();
  }

  private take(message: Message): boolean {
    const known = this.byId.get(message.id);
    if (this.gone.has(message.id) || (known && known.rev > message.rev)) return false;
    this.byId.set(message.id, message);
    return true;
  }

  private changed(): void {
    this.list = [...this.byId.values()].sort((a, b) => a.seq - b.seq || (a.id < b.id ? -1 : 1));
    this.listeners.forEach((listener) => listener());
  }
}
