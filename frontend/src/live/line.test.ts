import { act, render, screen } from "@testing-library/react";
import { createElement } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Bye } from "./events";
import { Line } from "./line";
import { LiveStatus } from "./LiveStatus";
import { InEnglish } from "@/i18n/testing";

type Handler = (body?: unknown) => void;

/** A socket whose server is the test; as Socket.IO's, it says `disconnect` when it is told to go. */
function fakeSocket() {
  const handlers = new Map<string, Set<Handler>>();
  const say = (name: string, body?: unknown) => handlers.get(name)?.forEach((handler) => handler(body));
  const socket = {
    connected: false,
    connect: vi.fn(),
    emit: vi.fn(),
    disconnect: vi.fn(() => {
      if (!socket.connected) return;
      socket.connected = false;
      say("disconnect", "io client disconnect");
    }),
    on: (name: string, handler: Handler) => void handlers.set(name, (handlers.get(name) ?? new Set()).add(handler)),
    off: (name: string, handler: Handler) => void handlers.get(name)?.delete(handler),
  };
  const letIn = () => {
    socket.connected = true;
    say("connect");
    say("hello", { seq: "00-1", degraded: false });
  };
  const end = (reason: Bye) => {
    say("bye", { reason });
    if (socket.connected) socket.disconnect();
  };
  const refuse = (status?: number) =>
    say("connect_error", Object.assign(new Error("refused"), status ? { data: { status } } : {}));
  return { socket, letIn, end, refuse, say };
}

async function opened() {
  const server = fakeSocket();
  const side = { position: () => ({}), onHello: vi.fn(), onBye: vi.fn(), hears: {} };
  const dial = vi.fn(async () => server.socket as never);
  const line = new Line(side, dial);
  line.open();
  await vi.advanceTimersByTimeAsync(0);
  expect(server.socket.connect).toHaveBeenCalledTimes(1);
  server.socket.connect.mockClear();
  return { ...server, side, dial, line };
}

/** After how many ms the next try comes. */
async function waitForTry(connect: ReturnType<typeof vi.fn>): Promise<number> {
  connect.mockClear();
  for (let waited = 0; waited <= 700_000; waited += 100) {
    if (connect.mock.calls.length > 0) return waited;
    await vi.advanceTimersByTimeAsync(100);
  }
  return Infinity;
}

const look = () => void window.dispatchEvent(new Event("focus"));

describe("the line of a page", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.spyOn(Math, "random").mockReturnValue(1);
  });
  afterEach(() => void vi.useRealTimers());

  it.each([429, 503, 500, undefined])(
    "test_field_2: a refusal with %s is tried again, later and later, and says nothing about the session",
    async (status) => {
      const { socket, refuse, side, line } = await opened();
      const waits = [];
      for (let n = 0; n < 8; n += 1) {
        refuse(status);
        expect(line.state()).toBe("connecting");
        waits.push(await waitForTry(socket.connect));
      }
      expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
      expect(side.onBye).not.toHaveBeenCalled();
    },
  );

  it.each([401, 403])(
    "test_field_2: a refusal with %s has the session looked at, and is tried again when that is as it was",
    async (status) => {
      const { socket, refuse, letIn, side, line } = await opened();
      refuse(status);
      expect(side.onBye).toHaveBeenCalledExactlyOnceWith("token_expired");
      expect(await waitForTry(socket.connect)).toBe(1_000);
      letIn();
      expect(line.state()).toBe("on");
    },
  );

  it.each<Bye>(["slow", "unavailable", "too_fast", "malformed", "not_signed_in"])(
    "test_field_2: comes back after %s",
    async (reason) => {
      const { socket, letIn, end, side, line } = await opened();
      letIn();
      end(reason);
      expect([line.state(), side.onBye.mock.calls.length]).toEqual(["connecting", 0]);
      expect(await waitForTry(socket.connect)).toBe(1_000);
    },
  );

  it("test_field_2: who is thrown out right after hello comes back later each time, and soon after a connection that held", async () => {
    const { socket, letIn, end } = await opened();
    for (const wait of [1_000, 2_000, 4_000]) {
      letIn();
      end("slow");
      expect(await waitForTry(socket.connect)).toBe(wait);
    }
    letIn();
    await vi.advanceTimersByTimeAsync(60_000);
    end("slow");
    expect(await waitForTry(socket.connect)).toBe(1_000);
  });

  it("test_field_2: who was replaced waits for minutes, longer each time, and comes at once when the page is looked at", async () => {
    const { socket, letIn, end, line } = await opened();
    for (const wait of [60_000, 120_000, 240_000, 480_000, 600_000]) {
      letIn();
      await vi.advanceTimersByTimeAsync(60_000);
      end("replaced");
      expect(line.state()).toBe("replaced");
      expect(await waitForTry(socket.connect)).toBe(wait);
    }
    letIn();
    end("replaced");
    socket.connect.mockClear();
    look();
    expect([socket.connect.mock.calls.length, line.state()]).toEqual([1, "connecting"]);
    letIn();
    end("replaced");
    expect(await waitForTry(socket.connect)).toBe(60_000);
  });

  it("tries at once when somebody comes to the page, and not when there is nothing to try", async () => {
    const { socket, letIn, refuse } = await opened();
    for (let n = 0; n < 6; n += 1) {
      refuse(503);
      socket.connect.mockClear();
      look();
      look();
      expect(socket.connect).toHaveBeenCalledTimes(1);
    }
    letIn();
    socket.connect.mockClear();
    look();
    expect(socket.connect).not.toHaveBeenCalled();
  });

  it("does not leave a page without Socket.IO: what could not be loaded is loaded again", async () => {
    const { socket } = fakeSocket();
    const dial = vi
      .fn()
      .mockRejectedValueOnce(new Error("no network"))
      .mockResolvedValue(socket as never);
    const line = new Line({ position: () => ({}), onHello: vi.fn(), onBye: vi.fn(), hears: {} }, dial);
    line.open();
    await vi.advanceTimersByTimeAsync(1_500);
    expect([dial.mock.calls.length, socket.connect.mock.calls.length]).toEqual([2, 1]);
    line.close();
  });

  it("connects anew to say something else, unless it is away: then it says that when it comes back", async () => {
    const { socket, letIn, refuse, line } = await opened();
    letIn();
    line.renew();
    expect([socket.connect.mock.calls.length, line.state()]).toEqual([1, "on"]);
    refuse(503);
    line.renew();
    expect(socket.connect).toHaveBeenCalledTimes(1);
  });

  it("rests when it is closed, and begins anew when it is opened", async () => {
    const { socket, refuse, line } = await opened();
    refuse(503);
    line.close();
    expect([line.state(), await waitForTry(socket.connect)]).toEqual(["off", Infinity]);
    look();
    line.open();
    await vi.advanceTimersByTimeAsync(0);
    expect(socket.connect).toHaveBeenCalledTimes(1);
  });

  it("says nothing of what was away while nobody looked, and is back a moment after somebody does", async () => {
    const { letIn, end, line } = await opened();
    const visibility = vi.spyOn(document, "visibilityState", "get");
    const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));
    const turn = (state: DocumentVisibilityState) => {
      visibility.mockReturnValue(state);
      act(() => void document.dispatchEvent(new Event("visibilitychange")));
    };
    letIn();
    render(createElement(LiveStatus, { line }), { wrapper: InEnglish });
    turn("hidden");
    act(() => end("replaced"));
    await pass(30_000);
    turn("visible");
    expect([line.state(), screen.queryByRole("status")]).toEqual(["connecting", null]);
    await pass(1_000);
    act(letIn);
    await pass(30_000);
    expect(screen.queryByRole("status")).toBeNull();
    visibility.mockRestore();
  });

  it("test_field_2: the page says when it is not live, after a moment, and that it is again", async () => {
    const { letIn, end, refuse, line } = await opened();
    render(createElement(LiveStatus, { line }), { wrapper: InEnglish });
    const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));
    expect(screen.queryByRole("status")).toBeNull();
    await pass(2_000);
    expect(screen.getByRole("status").textContent).toContain("Reconnecting. Nothing is lost.");
    act(letIn);
    expect(screen.queryByRole("status")).toBeNull();
    act(() => end("replaced"));
    await pass(2_000);
    expect(screen.getByRole("status").textContent).toContain("Live updates are paused here");
    act(() => screen.getByRole("button").click());
    act(() => refuse(503));
    expect(screen.getByRole("status").textContent).toContain("Reconnecting");
  });
});
