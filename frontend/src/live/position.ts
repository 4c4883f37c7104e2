/** A place in the events, as the server names it. Only the server compares two. */
export type Seq = string;

/**
 * From where this page comes back: everything in the rooms it is in was heard up to `last`. In a room that it enters it begins a minute or
 * two earlier, because what it shows there was made before it entered.
 */
export class Position {
  private last: Seq | null = null;
  private marks: [earlier: Seq, later: Seq] | null = null;
  private readonly inside = new Set<string>();
  private asked = new Set<string>();
  private isGreeted = false;

  /** Whether anything was heard yet. */
  get isKnown(): boolean {
    return this.last !== null;
  }

  /** Whether one of these rooms was not asked for yet. */
  lacks(rooms: string[]): boolean {
    return rooms.some((room) => !this.asked.has(room));
  }

  /** What to ask for, to be in these rooms and in no others. */
  ask(rooms: string[]): { rooms: string; last_event_id?: Seq } {
    this.asked = new Set(rooms);
    this.isGreeted = false;
    if (this.last === null || this.marks === null) return { rooms: rooms.join() };
    const [since] = this.marks;
    return {
      rooms: rooms.map((room) => (this.inside.has(room) ? room : `${room}@${since}`)).join(),
      last_event_id: this.last,
    };
  }

  /** All that was missed has come. */
  greet(seq: Seq): void {
    this.isGreeted = true;
    this.last = seq;
    this.marks ??= [seq, seq];
    this.asked.forEach((room) => this.inside.add(room));
  }

  /** An event has come. Before the greeting it is one that was missed, and others may be missing still. */
  hear(seq: Seq): void {
    if (this.isGreeted) this.last = seq;
  }

  /** The server says so, once a minute. */
  settle(seq: Seq): void {
    this.hear(seq);
    if (this.marks) this.marks = [this.marks[1], seq];
  }

  /** Nobody listens there any more: what happens there from now on is not heard. */
  leave(room: string): void {
    this.inside.delete(room);
    this.asked.delete(room);
  }
}
