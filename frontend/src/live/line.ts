import type { Socket } from "socket.io-client";
import { CSRF_ACCESS, readCookie } from "@/api/cookies";
import type { Bye } from "./events";

/** `off` until it is opened, or while the session is paused; `degraded`: events may come late, so poll. */
export type LineState = "off" | "connecting" | "on" | "degraded";

export type Dial = (auth: () => Record<string, unknown>) => Promise<Socket>;
export type Hello = { seq: number; degraded: boolean };

type Side = {
  /** The `seq` up to which everything was heard; null before anything is known. */
  position: () => number | null;
  onConnect?: () => void;
  onHello: (hello: Hello) => void;
  onLost: () => void;
  /** The session has to be looked at. The line is closed by then. */
  onBye: (reason: Bye) => void;
  hears: Record<string, (body: never) => void>;
};

/** Before coming back after the server has said to slow down. */
const REST_MS = 2_000;
const MAY_RETURN = new Set<Bye>(["too_fast", "unavailable"]);

/** Dials a namespace. Socket.IO is loaded only then, so that no page waits for it; all namespaces share one connection. */
export const dialTo = (namespace: string): Dial => async (auth) => {
  const { io } = await import("socket.io-client");
  return io(namespace, { transports: ["websocket"], auth: (give) => give(auth()), reconnectionDelayMax: 15_000 });
};

/** One namespace of Socket.IO, signed in by the cookies of this page. It comes back by itself, from where it was. */
export class Line {
  private readonly listeners = new Set<() => void>();
  private socket: Promise<Socket> | null = null;
  private attached: Socket | null = null;
  private current: LineState = "off";

  constructor(
    private readonly side: Side,
    private readonly dial: Dial,
  ) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly state = (): LineState => this.current;

  get isOpen(): boolean {
    return this.socket !== null;
  }

  get isConnected(): boolean {
    return this.attached?.connected ?? false;
  }

  /** What to say when connecting or joining. */
  since(): { last_seq?: number } {
    const seq = this.side.position();
    return seq === null ? {} : { last_seq: seq };
  }

  /** Sends an event, unless the connection is away; `done` gets the answer. */
  emit(name: string, body: unknown, done: (answer: never) => void = () => undefined): void {
    if (this.isConnected) this.attached?.emit(name, body, done);
  }

  open(): void {
    if (this.socket) return;
    this.become("connecting");
    const dialled = this.dial(() => ({ csrf: readCookie(CSRF_ACCESS), ...this.since() }));
    this.socket = dialled;
    // Hung up meanwhile, perhaps dialled anew: then this one is nobody's.
    dialled.then((socket) => this.socket === dialled && this.attach(socket)).catch(() => this.socket === dialled && this.close());
  }

  close(): void {
    this.socket?.then((socket) => socket.disconnect()).catch(() => undefined);
    this.socket = null;
    this.attached = null;
    this.become("off");
  }

  private attach(socket: Socket): void {
    const { side } = this;
    this.attached = socket;
    socket.on("connect", () => side.onConnect?.());
    socket.on("disconnect", () => this.attached === socket && this.lost(socket));
    socket.on("hello", (hello: Hello) => {
      side.onHello(hello);
      this.become(hello.degraded ? "degraded" : "on");
    });
    for (const [name, hear] of Object.entries(side.hears)) socket.on(name, hear as (body: unknown) => void);
    socket.on("degraded", () => this.become("degraded"));
    socket.on("recovered", () => this.become("on"));
    socket.on("bye", ({ reason }: { reason: Bye }) => !MAY_RETURN.has(reason) && this.hangUp(reason));
    // The server refuses who has no live token: then it is the session that has to be looked at.
    socket.on("connect_error", () => !socket.active && this.hangUp("token_expired"));
    if (socket.connected) side.onConnect?.();
  }

  private lost(socket: Socket): void {
    this.side.onLost();
    this.become("connecting");
    // Told to go, Socket.IO does not come back by itself.
    if (!socket.active) setTimeout(() => this.attached === socket && socket.connect(), REST_MS);
  }

  private hangUp(reason: Bye): void {
    this.close();
    this.side.onBye(reason);
  }

  private become(state: LineState): void {
    if (state === this.current) return;
    this.current = state;
    this.listeners.forEach((listener) => listener());
  }
}
