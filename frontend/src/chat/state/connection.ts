import { dialTo, type Dial } from "@/live/dial";
import { Line } from "@/live/line";
import type { Bye } from "@/live/events";
import type { Seq } from "@/live/position";
import { Seen } from "@/live/seen";
import { CHAT_EVENTS, type ChatEvent } from "./events";

export type ChatHearer = {
  onEvent: (event: ChatEvent) => void;
  /** Events were lost, or nobody knows: fetch anew what you show. */
  onGap: () => void;
};

/** Who is there, and who is typing where: nobody keeps it, so it is what was heard last. */
export type Signals = {
  onTyping: (conversationId: string, userId: string) => void;
  onPresence: (userId: string, online: boolean) => void;
};

/** The one connection of this page to `/chat`: all conversations at once, each event once, in order. */
export class ChatConnection {
  readonly line: Line;
  private readonly hearers = new Set<ChatHearer>();
  private readonly seen = new Seen();
  private base: Seq | null = null;
  /** Where each room stands whose newest event is later than `base`. */
  private readonly rooms = new Map<string, Seq>();

  constructor(onBye: (reason: Bye) => void, signals: Signals, dial: Dial = dialTo("/chat")) {
    const hear = (event: ChatEvent) => this.hear(event);
    const side = {
      position: () => (this.base === null ? {} : { last_seq: this.base, rooms: Object.fromEntries(this.rooms) }),
      onHello: ({ seq }: { seq: Seq }) => this.begin(seq),
      onLost: () => undefined,
      onBye,
      hears: {
        ...Object.fromEntries(CHAT_EVENTS.map((name) => [name, hear])),
        position: ({ seq }: { seq: Seq }) => this.settle(seq),
        gap: () => this.hearers.forEach((hearer) => hearer.onGap()),
        typing: (body: { conversation_id: string; user_id: string }) =>
          signals.onTyping(body.conversation_id, body.user_id),
        presence: (body: { user_id: string; online: boolean }) => signals.onPresence(body.user_id, body.online),
      },
    };
    this.line = new Line(side, dial);
  }

  /** Hears everything. Answers how to stop. */
  listen(hearer: ChatHearer): () => void {
    this.hearers.add(hearer);
    return () => this.hearers.delete(hearer);
  }

  /** What happened between the making of this page and the first hello is not known. */
  private begin(seq: Seq): void {
    const isFirst = this.base === null;
    this.base ??= seq;
    if (isFirst) this.hearers.forEach((hearer) => hearer.onGap());
  }

  private hear(event: ChatEvent): void {
    for (const room of event.rooms) this.rooms.set(room, event.seq);
    // A message that is said and then taken back has one id: that of its write.
    if (this.seen.add(`${event.id} ${event.type}`)) this.hearers.forEach((hearer) => hearer.onEvent(event));
  }

  /** Everything up to here has come, in all rooms. */
  private settle(seq: Seq): void {
    this.base = seq;
    this.rooms.clear();
  }
}
