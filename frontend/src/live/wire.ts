/** What a line is made of: a socket, or an event stream. It says `connect`, `disconnect` and `connect_error` itself, and never comes back by itself. */
export type Wire = {
  readonly connected: boolean;
  connect: () => unknown;
  disconnect: () => unknown;
  on: (name: string, handler: (body: never) => void) => unknown;
  off: (name: string, handler: (body: never) => void) => unknown;
  /** Streams have none. */
  emit?: (name: string, body: unknown, done: (answer: never) => void) => unknown;
};

/** Makes a wire that is not connected yet. `say` is what to say at each connect. */
export type Dial = (say: () => Record<string, unknown>) => Promise<Wire>;

/** What this page calls itself: its new connection takes the place of its old one, which the server may still hold for alive. */
export const newPageName = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
