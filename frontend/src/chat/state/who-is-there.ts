export type Presence = {
  online: ReadonlySet<string>;
  /** By conversation: who is typing there. */
  typing: Readonly<Record<string, readonly string[]>>;
};

export const NOBODY: Presence = { online: new Set(), typing: {} };

/** Whoever types says so every few seconds; without a word for longer they have stopped. */
const TYPES_FOR_MS = 5_000;

/** Who is there, and who is typing where, as it was heard last. */
export class WhoIsThere {
  private readonly listeners = new Set<() => void>();
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();
  private current: Presence = NOBODY;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly now = (): Presence => this.current;

  setOnline(userIds: readonly string[], online = true): void {
    const all = new Set(this.current.online);
    for (const id of userIds) {
      if (online) all.add(id);
      else all.delete(id);
    }
    this.become({ ...this.current, online: all });
  }

  setTyping(conversationId: string, userId: string): void {
    const key = `${conversationId} ${userId}`;
    clearTimeout(this.timers.get(key));
    this.timers.set(
      key,
      setTimeout(() => this.stopTyping(conversationId, userId), TYPES_FOR_MS),
    );
    const typing = this.current.typing[conversationId] ?? [];
    if (!typing.includes(userId)) this.setTypists(conversationId, [...typing, userId]);
  }

  stopTyping(conversationId: string, userId: string): void {
    const typing = this.current.typing[conversationId] ?? [];
    if (typing.includes(userId))
      this.setTypists(
        conversationId,
        typing.filter((each) => each !== userId),
      );
  }

  private setTypists(conversationId: string, userIds: readonly string[]): void {
    this.become({ ...this.current, typing: { ...this.current.typing, [conversationId]: userIds } });
  }

  private become(presence: Presence): void {
    this.current = presence;
    this.listeners.forEach((listener) => listener());
  }
}
