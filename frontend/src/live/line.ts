import { Backoff } from "./backoff";
import type { Bye } from "./events";
import { onLookedAt } from "./looked-at";
import type { Dial, Wire } from "./wire";

/**
 * `off` until it is opened, or while the session is paused; `connecting`: trying, or about to try again; `replaced`: other pages have taken
 * its place, and it comes back when somebody looks at this one; `degraded`: events may come late, so poll.
 */
export type LineState = "off" | "connecting" | "replaced" | "on" | "degraded";

export type Hello = { seq: string; degraded: boolean };

type Side = {
  /** What to say when connecting. */
  position: () => Record<string, unknown>;
  onHello?: (hello: Hello) => void;
  /** The session has to be looked at. If it is as it was, the line comes back by itself. */
  onBye: (reason: Bye) => void;
  hears: Record<string, (body: never) => void>;
};

type Refusal = Error & { data?: { status?: number } };

/** Only these say something about the session; all others pass by themselves. */
const ABOUT_SESSION = new Set<Bye>(["token_expired", "session_ended"]);
const NOT_SIGNED_IN = [401, 403];

/** One connection to the server, signed in by the cookies of this page. It comes back by itself. */
export class Line {
  private readonly listeners = new Set<() => void>();
  private readonly backoff = new Backoff();
  private readonly handlers: [string, (body: never) => void][];
  private attached: Wire | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private stopLooking: (() => void) | null = null;
  private current: LineState = "off";

  constructor(
    private readonly side: Side,
    private readonly dial: Dial,
  ) {
    this.handlers = [
      ...Object.entries(side.hears),
      ["hello", (hello: Hello) => this.greet(hello)],
      ["degraded", () => this.become("degraded")],
      ["recovered", () => this.become("on")],
      ["bye", ({ reason }: { reason: Bye }) => this.fall(reason)],
      ["disconnect", () => this.fall("unavailable")],
      [
        "connect_error",
        ({ data }: Refusal) => this.fall(NOT_SIGNED_IN.includes(data?.status ?? 0) ? "token_expired" : "unavailable"),
      ],
    ];
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly state = (): LineState => this.current;

  get isOpen(): boolean {
    return this.stopLooking !== null;
  }

  get isConnected(): boolean {
    return this.attached?.connected ?? false;
  }

  /** Sends an event, unless the connection is away; `done` gets the answer. */
  emit(name: string, body: unknown, done: (answer: never) => void = () => undefined): void {
    if (this.isConnected) this.attached?.emit?.(name, body, done);
  }

  open(): void {
    if (this.isOpen) return;
    this.stopLooking = onLookedAt(this.hurry);
    this.become("connecting");
    this.connect();
  }

  close(): void {
    this.stopLooking?.();
    this.stopLooking = null;
    this.rest();
    const wire = this.attached;
    this.attached = null;
    for (const [name, handler] of this.handlers) wire?.off(name, handler);
    wire?.disconnect();
    this.become("off");
  }

  /** Connects anew, to say something else than before; while it is away, that is said when it comes back. */
  renew(): void {
    if (this.timer === undefined) this.attached?.connect();
  }

  /** Tries at once what it would try later. */
  readonly hurry = (): void => {
    if (this.timer === undefined) return;
    this.backoff.lookedAt();
    this.again();
  };

  private connect(): void {
    if (this.attached) return void this.attached.connect();
    const opened = this.stopLooking;
    // Closed meanwhile, perhaps opened anew: then this one is nobody's.
    const ifStill = (work: () => void) => this.stopLooking === opened && !this.attached && work();
    this.dial(this.side.position).then(
      (wire) => ifStill(() => this.attach(wire)),
      () => ifStill(() => this.fall("unavailable")),
    );
  }

  private attach(wire: Wire): void {
    this.attached = wire;
    for (const [name, handler] of this.handlers) wire.on(name, handler);
    wire.connect();
  }

  private greet(hello: Hello): void {
    this.backoff.connected();
    this.side.onHello?.(hello);
    this.become(hello.degraded ? "degraded" : "on");
  }

  /** The connection is gone, or was refused: come back later, and later and later. The first reason that is given counts. */
  fall(reason: Bye): void {
    if (this.timer !== undefined) return;
    const away = reason === "replaced" ? "replaced" : "lost";
    this.timer = setTimeout(this.again, this.backoff.next(away));
    this.become(away === "replaced" ? "replaced" : "connecting");
    this.attached?.disconnect();
    if (ABOUT_SESSION.has(reason)) this.side.onBye(reason);
  }

  private readonly again = (): void => {
    this.rest();
    this.become("connecting");
    this.connect();
  };

  private rest(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private become(state: LineState): void {
    if (state === this.current) return;
    this.current = state;
    this.listeners.forEach((listener) => listener());
  }
}
