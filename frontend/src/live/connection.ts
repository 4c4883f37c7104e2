import type { Bye, LiveEvent, Room } from "./events";
import { dialTo, type Dial } from "./dial";
import { Line } from "./line";
import { Position, type Seq } from "./position";
import { Seen } from "./seen";

/** What one listener wants to hear of its room. */
export type Hearer = {
  onEvent: (event: LiveEvent) => void;
  /** Events were lost, or nobody knows: fetch anew what you show. */
  onGap: () => void;
};

/** One's own room, which one is in without joining. */
const isOwn = (room: Room) => room.startsWith("user:");

const since = (seq: Seq | null) => (seq === null ? {} : { last_seq: seq });

/** The one connection of this page to `/live`. It dials when the first listener comes, and rejoins all rooms after a break. */
export class LiveConnection {
  readonly line: Line;
  private readonly rooms = new Map<Room, Set<Hearer>>();
  private readonly seen = new Seen();
  private readonly position = new Position();

  constructor(onBye: (reason: Bye) => void, dial: Dial = dialTo("/live")) {
    const side = {
      position: () => since(this.position.get()),
      onConnect: () => this.rejoin(),
      onHello: ({ seq }: { seq: Seq }) => this.begin(seq),
      onLost: () => this.position.cut(),
      onBye,
      hears: {
        event: (event: LiveEvent) => this.hear(event),
        position: ({ seq }: { seq: Seq }) => this.position.settle(seq),
        gap: (gap: { room?: Room }) => this.lose(gap),
      },
    };
    this.line = new Line(side, dial);
  }

  /** Listens to a room. Answers how to stop. */
  listen(room: Room, hearer: Hearer): () => void {
    const hearers = this.rooms.get(room) ?? new Set();
    this.rooms.set(room, hearers.add(hearer));
    if (!this.line.isOpen) this.open();
    else if (isOwn(room) && this.line.isConnected) hearer.onGap();
    else if (hearers.size === 1) this.join(room);
    return () => this.stop(room, hearer);
  }

  /** Dials again, for after Continue; does nothing while nobody listens. */
  open(): void {
    if (this.rooms.size > 0) this.line.open();
  }

  /** Hangs up; rooms and position are kept for the next `open`. */
  close(): void {
    this.position.cut();
    this.line.close();
  }

  /** One is in one's own room from now on. What happened between the making of this page and now is not known. */
  private begin(seq: Seq): void {
    const isFirst = this.position.get() === null;
    this.position.start(seq);
    for (const [room, hearers] of this.rooms) if (isFirst && isOwn(room)) hearers.forEach((hearer) => hearer.onGap());
  }

  private rejoin(): void {
    for (const room of this.rooms.keys()) this.join(room);
  }

  private join(room: Room): void {
    if (!this.line.isConnected || isOwn(room)) return;
    const [seq, joined] = [this.position.get(room), this.position.join(room)];
    this.line.emit("join", { room, ...since(seq) }, (answer: { seq?: Seq }) => {
      joined(answer.seq);
      // What happened between the making of this page and now is not known.
      if (seq === null) this.rooms.get(room)?.forEach((hearer) => hearer.onGap());
    });
  }

  private stop(room: Room, hearer: Hearer): void {
    const hearers = this.rooms.get(room);
    if (!hearers?.delete(hearer) || hearers.size > 0) return;
    this.rooms.delete(room);
    this.position.leave(room);
    if (!isOwn(room)) this.line.emit("leave", { room });
  }

  private hear(event: LiveEvent): void {
    this.position.hear(event);
    if (!this.seen.add(event.id)) return;
    for (const room of event.rooms) this.rooms.get(room)?.forEach((hearer) => hearer.onEvent(event));
  }

  private lose({ room }: { room?: Room }): void {
    const lost = room ? [this.rooms.get(room)] : [...this.rooms.values()];
    for (const hearers of lost) hearers?.forEach((hearer) => hearer.onGap());
  }
}
