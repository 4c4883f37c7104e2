import { CSRF_ACCESS, readCookie } from "@/api/cookies";
import { CONVERSATION_EVENTS, type ConversationEvent } from "./conversation-events";
import { dialStream } from "./event-stream";
import { LIVE_EVENTS, type Bye, type EventIn, type LiveEvent, type Room } from "./events";
import { Line } from "./line";
import { Position, type Seq } from "./position";
import { Seen } from "./seen";
import { Turns } from "./turns";
import type { Dial } from "./wire";

/** What one listener wants to hear of its room. */
export type Hearer<R extends Room = Room> = {
  onEvent: (event: EventIn<R>) => void;
  /** Events were lost, or nobody knows: fetch anew what you show. */
  onGap: () => void;
};

type AnyHearer = { onEvent: (event: LiveEvent | ConversationEvent) => void; onGap: () => void };

/** What happens in conversations before the part of the page that shows it is loaded. */
const EARLY = 100;
/** Who leaves a page and enters the next does both within a moment. */
const GATHER_MS = 20;
const CONVERSATIONS = "conversations";

/** One's own rooms, which a stream brings without being asked for each. */
const isOwn = (room: Room) => room === CONVERSATIONS || room.startsWith("user:");
const roomOf = (room: string) => (room.startsWith("conversation:") ? CONVERSATIONS : room) as Room;

/** The one event stream of this page. It opens when the first listener comes, and anew when the rooms are others. */
export class LiveConnection {
  readonly line: Line;
  private readonly rooms = new Map<Room, Set<AnyHearer>>();
  private readonly seen = new Seen();
  private readonly position = new Position();
  private readonly turns = new Turns(() => this.line.fall("replaced"));
  private early: ConversationEvent[] = [];
  private gathering: ReturnType<typeof setTimeout> | undefined;

  constructor(onBye: (reason: Bye) => void, dial?: Dial) {
    const hear = (event: LiveEvent | ConversationEvent) => this.hear(event);
    const side = {
      position: () => this.position.ask(this.wanted()),
      onHello: ({ seq }: { seq: Seq }) => this.begin(seq),
      onBye,
      hears: {
        ...Object.fromEntries([...LIVE_EVENTS, ...CONVERSATION_EVENTS].map((name) => [name, hear])),
        position: ({ seq }: { seq: Seq }) => this.position.settle(seq),
        gap: () => this.lose(),
      },
    };
    this.line = new Line(side, dial ?? dialStream(this.turns.has));
  }

  /** Listens to a room. Answers how to stop. */
  listen<R extends Room>(room: R, hearer: Hearer<R>): () => void {
    const hearers = this.rooms.get(room) ?? new Set();
    this.rooms.set(room, hearers.add(hearer as AnyHearer));
    if (!this.line.isOpen) this.open();
    else if (!isOwn(room)) this.enter(hearers.size === 1);
    else if (this.position.isKnown) hearer.onGap();
    if (room === CONVERSATIONS) this.early.splice(0).forEach((event) => (hearer as AnyHearer).onEvent(event));
    return () => this.stop(room, hearer as AnyHearer);
  }

  /** Opens the stream again, for after Continue; does nothing while nobody listens. */
  open(): void {
    if (this.rooms.size === 0) return;
    this.turns.open();
    this.line.open();
  }

  /** Ends it; rooms and position are kept for the next `open`. */
  close(): void {
    clearTimeout(this.gathering);
    this.gathering = undefined;
    this.line.close();
    this.turns.close();
  }

  private wanted(): string[] {
    const conversations = readCookie(CSRF_ACCESS) === null ? [] : [CONVERSATIONS];
    return [...conversations, ...[...this.rooms.keys()].filter((room) => !isOwn(room))];
  }

  private enter(isNew: boolean): void {
    if (!isNew || this.gathering !== undefined) return;
    this.gathering = setTimeout(() => {
      this.gathering = undefined;
      if (this.position.lacks(this.wanted())) this.line.renew();
    }, GATHER_MS);
  }

  private stop(room: Room, hearer: AnyHearer): void {
    const hearers = this.rooms.get(room);
    if (!hearers?.delete(hearer) || hearers.size > 0) return;
    this.rooms.delete(room);
    if (!isOwn(room)) this.position.leave(room);
  }

  /** What happened between the making of this page and the first greeting is not known. */
  private begin(seq: Seq): void {
    const isFirst = !this.position.isKnown;
    this.position.greet(seq);
    if (isFirst) this.lose();
  }

  private hear(event: LiveEvent | ConversationEvent): void {
    this.position.hear(event.seq);
    for (const room of event.rooms.map(roomOf)) {
      const hearers = this.rooms.get(room);
      // In other rooms it is not heard: who enters later hears it then.
      if (!hearers && room !== CONVERSATIONS) continue;
      // A message that is said and then taken back has one id: that of its write.
      if (!this.seen.add(`${room} ${event.id} ${event.type}`)) continue;
      if (hearers) hearers.forEach((hearer) => hearer.onEvent(event));
      else this.early = [...this.early, event as ConversationEvent].slice(-EARLY);
    }
  }

  private lose(): void {
    for (const hearers of this.rooms.values()) hearers.forEach((hearer) => hearer.onGap());
  }
}
