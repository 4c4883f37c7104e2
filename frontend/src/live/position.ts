import type { LiveEvent } from "./events";

/** A place in the events, as the server names it. Only the server compares two. */
export type Seq = string;

/** From where this page comes back: in each room after its newest event, and in all others from one position. */
export class Position {
  private base: Seq | null = null;
  private readonly rooms = new Map<string, Seq | null>();
  private readonly joined = new Set<string>();
  private connection = 0;

  /** What to come back with, in this room or when connecting; null before anything is known. */
  get(room = ""): Seq | null {
    return this.rooms.has(room) ? (this.rooms.get(room) ?? null) : this.base;
  }

  /** Where a client begins that knew nothing. */
  start(seq: Seq): void {
    this.base ??= seq;
  }

  /** In a room that is still being joined, older events are to come. */
  hear({ rooms, seq }: Pick<LiveEvent, "rooms" | "seq">): void {
    for (const room of rooms) if (this.joined.has(room)) this.rooms.set(room, seq);
  }

  /** Everything up to here has come, in all rooms that were joined. */
  settle(seq: Seq): void {
    this.base = seq;
    for (const room of this.joined) this.rooms.set(room, seq);
  }

  /** A room is being joined, from `get(room)` on. Call the answer when it is, with the `seq` that the server gave. */
  join(room: string): (seq?: Seq) => void {
    const connection = this.connection;
    this.rooms.set(room, this.get(room));
    return (seq) => {
      if (connection !== this.connection || seq === undefined) return;
      this.joined.add(room);
      this.rooms.set(room, seq);
    };
  }

  leave(room: string): void {
    this.joined.delete(room);
    this.rooms.delete(room);
  }

  /** The connection is gone, and all rooms have to be joined anew. */
  cut(): void {
    this.connection += 1;
    this.joined.clear();
  }
}
