import type { Manager, Socket } from "socket.io-client";

export type Auth = () => Record<string, unknown>;
export type Dial = (auth: Auth) => Promise<Socket>;

/** What this page calls itself: its new connection takes the place of its old one, which the server may still hold for alive. */
const page = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");

let manager: Promise<Manager> | null = null;

/** Socket.IO is loaded only when the first line is opened, so that no page waits for it. When to come back is up to the lines. */
async function load(): Promise<Manager> {
  const { Manager } = await import("socket.io-client");
  return new Manager({ transports: ["websocket"], reconnection: false, autoConnect: false, query: { page: page() } });
}

/** Makes the socket of a namespace, not connected yet; all namespaces share one connection. */
export const dialTo =
  (namespace: string): Dial =>
  async (auth) => {
    manager ??= load();
    const loaded = await manager.catch((error: unknown) => {
      manager = null;
      throw error;
    });
    const socket = loaded.socket(namespace);
    socket.auth = (give) => give(auth());
    return socket;
  };
