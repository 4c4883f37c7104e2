import type { Manager } from "socket.io-client";
import { CSRF_ACCESS, readCookie } from "@/api/cookies";
import { newPageName, type Dial, type Wire } from "./wire";

let manager: Promise<Manager> | null = null;

/** Socket.IO is loaded only when the first line is opened, so that no page waits for it. When to come back is up to the lines. */
async function load(): Promise<Manager> {
  const { Manager } = await import("socket.io-client");
  const query = { page: newPageName() };
  return new Manager({ transports: ["websocket"], reconnection: false, autoConnect: false, query });
}

/** Makes the socket of a namespace, signed in by the cookies of this page. */
export const dialTo =
  (namespace: string): Dial =>
  async (say) => {
    manager ??= load();
    const loaded = await manager.catch((error: unknown) => {
      manager = null;
      throw error;
    });
    const socket = loaded.socket(namespace);
    socket.auth = (give) => give({ csrf: readCookie(CSRF_ACCESS), ...say() });
    return socket as Wire;
  };
