import { readFileSync } from "node:fs";
import { describe, expect, it, vi } from "vitest";

const SOURCE = readFileSync("public/sw.js", "utf8");
const SITE = "https://social.example.org";

/** The service worker as a browser runs it. */
function worker(...open: string[]) {
  const handlers: Record<string, (event: unknown) => void> = {};
  const windows = open.map((url) => ({ url, focus: vi.fn(async () => undefined) }));
  const scope = {
    location: { origin: SITE },
    registration: { showNotification: vi.fn(async () => undefined) },
    clients: { matchAll: async () => windows, openWindow: vi.fn(async () => undefined) },
    skipWaiting: vi.fn(),
    addEventListener: (name: string, handler: (event: unknown) => void) => (handlers[name] = handler),
  };
  new Function("self", SOURCE)(scope);
  const send = async (name: string, event: object) => {
    const until: Promise<unknown>[] = [];
    handlers[name]?.({ ...event, waitUntil: (promise: Promise<unknown>) => until.push(promise) });
    expect(until).toHaveLength(1);
    await Promise.all(until);
  };
  const click = async (url: unknown) => {
    const notification = { close: vi.fn(), data: { url } };
    await send("notificationclick", { notification });
    expect(notification.close).toHaveBeenCalled();
  };
  return { ...scope, handlers, windows, send, click };
}

describe("the service worker", () => {
  it("handles pushes, clicks and requests, and nothing else", () => {
    const handled = ["activate", "fetch", "install", "notificationclick", "push"];
    expect(Object.keys(worker().handlers).sort()).toEqual(handled);
  });

  it("shows what was pushed", async () => {
    const { send, registration } = worker();
    const said = { title: "Bob answered you", body: "Hello", url: "/posts/1", tag: "t" };
    await send("push", { data: { json: () => said } });
    expect(registration.showNotification).toHaveBeenCalledWith("Bob answered you", {
      body: "Hello",
      tag: "t",
      data: { url: "/posts/1" },
      icon: "/icon.svg",
    });
  });

  it.each([null, { json: () => JSON.parse("no JSON") }])("shows something whatever comes", async (data) => {
    const { send, registration } = worker();
    await send("push", { data });
    expect(registration.showNotification).toHaveBeenCalledWith("New in your inbox", expect.anything());
  });

  it("opens what it is about", async () => {
    const { click, clients } = worker(`${SITE}/posts/2`);
    await click("/posts/1?comment=2#comments");
    expect(clients.openWindow).toHaveBeenCalledWith(`${SITE}/posts/1?comment=2#comments`);
  });

  it("goes to the window that shows it already", async () => {
    const { click, clients, windows } = worker(`${SITE}/posts/1`);
    await click("/posts/1");
    expect(windows[0]?.focus).toHaveBeenCalled();
    expect(clients.openWindow).not.toHaveBeenCalled();
  });

  it.each(["https://elsewhere.example.org/", "//elsewhere.example.org/", "javascript:alert(1)", undefined])(
    "opens nothing of another site: %s",
    async (url) => {
      const { click, clients } = worker();
      await click(url);
      expect(clients.openWindow).toHaveBeenCalledWith(`${SITE}/inbox`);
    },
  );
});
