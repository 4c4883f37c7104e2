import type { Socket } from "socket.io-client";
import { CSRF_ACCESS, readCookie } from "@/api/cookies";
import type { Bye, LiveEvent, Room } from "./events";
import { roomsOf } from "./events";
import { Position } from "./position";
import { Seen } from "./seen";

/** `off` until somebody listens, or while the session is paused; `degraded`: events may come late, so poll. */
export type LiveState = "off" | "connecting" | "on" | "degraded";

/** What one listener wants to hear of its room. */
export type Hearer = {
  onEvent: (event: LiveEvent) => void;
  /** Events were lost: fetch anew what you show. */
  onGap: () => void;
};

/** Before coming back after the server has said to slow down. */
const REST_MS = 2_000;

const MAY_RETURN = new Set<Bye>(["too_fast", "unavailable"]);

type Dial = (auth: () => Record<string, unknown>) => Promise<Socket>;

/** Loads Socket.IO only now, so that no page waits for it. */
const dialLive: Dial = async (auth) => {
  const { io } = await import("socket.io-client");
  return io("/live", {
    transports: ["websocket"],
    auth: (give) => give(auth()),
    reconnectionDelayMax: 15_000,
  });
};

/** The one connection of this page to `/live`. It dials when the first listener comes, and rejoins all rooms after a break. */
export class LiveConnection {
  private readonly rooms = new Map<Room, Set<Hearer>>();
  private readonly listeners = new Set<() => void>();
  private readonly seen = new Seen();
  private socket: Promise<Socket> | null = null;
  private attached: Socket | null = null;
  private readonly position = new Position();
  private current: LiveState = "off";

  constructor(
    private readonly onBye: (reason: Bye) => void,
    private readonly dial: Dial = dialLive,
  ) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly state = (): LiveState => this.current;

  /** Listens to a room. Answers how to stop. */
  listen(room: Room, hearer: Hearer): () => void {
    const hearers = this.rooms.get(room) ?? new Set();
    this.rooms.set(room, hearers.add(hearer));
    if (!this.socket) this.open();
    else if (hearers.size === 1) this.join(room);
    return () => this.stop(room, hearer);
  }

  /** Dials again, for after Continue; does nothing while nobody listens. */
  open(): void {
    if (this.socket || this.rooms.size === 0) return;
    this.become("connecting");
    this.socket = this.dial(() => ({ csrf: readCookie(CSRF_ACCESS), ...this.since() }));
    const dialled = this.socket;
    // Hung up meanwhile, perhaps dialled anew: then this one is nobody's.
    dialled.then((socket) => this.socket === dialled && this.attach(socket)).catch(() => this.socket === dialled && this.close());
  }

  /** Hangs up; rooms and position are kept for the next `open`. */
  close(): void {
    this.socket?.then((socket) => socket.disconnect()).catch(() => undefined);
    this.socket = null;
    this.attached = null;
    this.become("off");
  }

  private attach(socket: Socket): void {
    this.attached = socket;
    socket.on("connect", () => this.rejoin());
    socket.on("disconnect", () => this.attached === socket && this.lost(socket));
    socket.on("hello", (hello: { degraded: boolean; seq: number }) => {
      this.position.start(hello.seq);
      this.become(hello.degraded ? "degraded" : "on");
    });
    socket.on("event", (event: LiveEvent) => this.hear(event));
    socket.on("gap", (gap: { room?: Room; to: number }) => this.lose(gap));
    socket.on("degraded", () => this.become("degraded"));
    socket.on("recovered", () => this.become("on"));
    socket.on("bye", ({ reason }: { reason: Bye }) => this.hangUp(reason));
    // The server refuses who has no live token: then it is the session that has to be looked at.
    socket.on("connect_error", () => !socket.active && this.hangUp("token_expired"));
    if (socket.connected) this.rejoin();
  }

  private lost(socket: Socket): void {
    this.position.cut();
    this.become("connecting");
    // Told to go, Socket.IO does not come back by itself.
    if (!socket.active) setTimeout(() => this.attached === socket && socket.connect(), REST_MS);
  }

  private hangUp(reason: Bye): void {
    if (MAY_RETURN.has(reason)) return;
    this.close();
    this.onBye(reason);
  }

  private rejoin(): void {
    for (const room of this.rooms.keys()) this.join(room);
  }

  private join(room: Room): void {
    if (!this.attached?.connected || room.startsWith("user:")) return;
    const [since, joined] = [this.since(), this.position.join()];
    this.attached.emit("join", { room, ...since }, (answer: { seq?: number }) => {
      joined(answer.seq);
      // What happened between the making of this page and now is not known.
      if (since.last_seq === undefined) this.rooms.get(room)?.forEach((hearer) => hearer.onGap());
    });
  }

  private stop(room: Room, hearer: Hearer): void {
    const hearers = this.rooms.get(room);
    if (!hearers?.delete(hearer) || hearers.size > 0) return;
    this.rooms.delete(room);
    if (this.attached?.connected && !room.startsWith("user:")) this.attached.emit("leave", { room });
  }

  private since(): { last_seq?: number } {
    const seq = this.position.get();
    return seq === null ? {} : { last_seq: seq };
  }

  private hear(event: LiveEvent): void {
    this.position.hear(event.seq);
    if (!this.seen.add(event.id)) return;
    for (const room of roomsOf(event)) this.rooms.get(room)?.forEach((hearer) => hearer.onEvent(event));
  }

  private lose({ room, to }: { room?: Room; to: number }): void {
    this.position.hear(to);
    const lost = room ? [this.rooms.get(room)] : [...this.rooms.values()];
    for (const hearers of lost) hearers?.forEach((hearer) => hearer.onGap());
  }

  private become(state: LiveState): void {
    if (state === this.current) return;
    this.current = state;
    this.listeners.forEach((listener) => listener());
  }
}
