import { newPageName, type Dial, type Wire } from "./wire";

const ADDRESS = "/api/v1/events";
/** Why a stream was refused, the browser does not tell. It may be the session, and looking at that costs nothing. */
const REFUSED = { data: { status: 401 } };

/** The server says something every 15 s. Who hears nothing for so long is not connected, whatever the browser thinks. */
const SILENCE_MS = 40_000;
const ALIVE = "alive";

type Handler = (body: never) => void;

/** The browser's EventSource with the calls of a socket, one after the other for as long as the page is there. */
class EventStream implements Wire {
  connected = false;
  private source: EventSource | null = null;
  private silence: ReturnType<typeof setTimeout> | undefined;
  private readonly handlers = new Map<string, Handler>();

  constructor(
    private readonly address: () => string,
    private readonly may: () => boolean,
  ) {}

  on(name: string, handler: Handler): void {
    this.handlers.set(name, handler);
  }

  off(name: string): void {
    this.handlers.delete(name);
  }

  connect(): void {
    this.close();
    if (!this.may()) return this.tell("bye", { reason: "replaced" });
    const source = new EventSource(this.address());
    this.source = source;
    const ifMine = (work: () => void) => () => this.source === source && work();
    source.onopen = ifMine(() => this.begin());
    source.onerror = ifMine(() => this.lose(source.readyState === EventSource.CLOSED));
    for (const name of [ALIVE, ...this.handlers.keys()])
      source.addEventListener(name, ({ data }) => ifMine(() => this.hear(name, data as string))());
    this.listen();
  }

  private hear(name: string, data: string): void {
    this.listen();
    this.tell(name, JSON.parse(data));
  }

  /** Waits for the next sign of life. */
  private listen(): void {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.lose(false), SILENCE_MS);
  }

  disconnect(): void {
    const was = this.connected;
    this.close();
    if (was) this.tell("disconnect");
  }

  private begin(): void {
    this.connected = true;
    this.tell("connect");
  }

  /** Gone, or never there. The browser would try again on its own, all pages at the same moment. */
  private lose(isRefused: boolean): void {
    const was = this.connected;
    this.close();
    if (was) this.tell("disconnect");
    else this.tell("connect_error", isRefused ? REFUSED : {});
  }

  private close(): void {
    this.connected = false;
    clearTimeout(this.silence);
    this.source?.close();
    this.source = null;
  }

  private tell(name: string, body?: unknown): void {
    (this.handlers.get(name) as ((body: unknown) => void) | undefined)?.(body);
  }
}

/** Makes an event stream of what `say` names in the query; while `may` says no, its place is another page's. */
export const dialStream = (may: () => boolean): Dial => {
  const page = newPageName();
  return async (say) =>
    new EventStream(() => `${ADDRESS}?${new URLSearchParams({ ...(say() as Record<string, string>), page })}`, may);
};
