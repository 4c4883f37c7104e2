import { describe, expect, it, vi } from "vitest";
import { LiveConnection } from "./connection";
import type { LiveEvent } from "./events";

/** A socket whose server is the test. */
function fakeSocket() {
  const handlers = new Map<string, (body?: unknown) => void>();
  const answer = (_name: string, _body: unknown, done: (answer: object) => void) => done({ ok: true, seq: "00-1" });
  return {
    connected: true,
    active: true,
    emit: vi.fn(answer),
    disconnect: vi.fn(),
    connect: vi.fn(),
    off: vi.fn(),
    on: (name: string, handler: (body?: unknown) => void) => void handlers.set(name, handler),
    say: (name: string, body?: unknown) => handlers.get(name)?.(body),
  };
}

const event = (number: number, post_id: string, type: LiveEvent["type"] = "post.created"): LiveEvent => ({
  id: `e${number}`,
  type,
  rooms: type.startsWith("post.") ? ["feed", `post:${post_id}`] : [`post:${post_id}`],
  seq: `00-${number}`,
  at: "2026-11-23T12:00:00.000Z",
  actor_id: "u1",
  post_id,
});

async function connected(onBye = vi.fn()) {
  const socket = fakeSocket();
  const dial = vi.fn(async () => socket as never);
  const live = new LiveConnection(onBye, dial);
  const feed = { onEvent: vi.fn(), onGap: vi.fn() };
  const post = { onEvent: vi.fn(), onGap: vi.fn() };
  live.listen("feed", feed);
  live.listen("post:p1", post);
  await vi.waitFor(() => expect(socket.emit).toHaveBeenCalledTimes(2));
  return { live, socket, dial, feed, post, onBye };
}

describe("the live connection", () => {
  it("dials once and tells each room what is its own, once", async () => {
    const { socket, dial, feed, post } = await connected();
    socket.say("event", event(1, "p1", "comment.created"));
    socket.say("event", event(2, "p2"));
    socket.say("event", event(2, "p2"));
    expect(dial).toHaveBeenCalledTimes(1);
    expect(feed.onEvent.mock.calls.map(([{ id }]) => id)).toEqual(["e2"]);
    expect(post.onEvent.mock.calls.map(([{ id }]) => id)).toEqual(["e1"]);
  });

  it("rejoins after a break from where it was", async () => {
    const { socket } = await connected();
    socket.say("event", event(7, "p2"));
    socket.emit.mockClear();
    socket.say("connect");
    await vi.waitFor(() =>
      expect(socket.emit).toHaveBeenCalledWith("join", { room: "feed", last_seq: "00-7" }, expect.any(Function)),
    );
  });

  it("says which rooms have lost events", async () => {
    const { socket, feed, post } = await connected();
    // Each once, because nothing was known before.
    expect([feed.onGap.mock.calls.length, post.onGap.mock.calls.length]).toEqual([1, 1]);
    vi.clearAllMocks();
    socket.say("gap", { room: "feed", from: "00-1", to: "00-9" });
    expect([feed.onGap.mock.calls.length, post.onGap.mock.calls.length]).toEqual([1, 0]);
    socket.say("gap", { from: "00-1", to: "00-9" });
    expect([feed.onGap.mock.calls.length, post.onGap.mock.calls.length]).toEqual([2, 1]);
  });

  it("says of one's own room, which is not joined, that nothing before is known", async () => {
    const { live, socket } = await connected();
    const [early, late] = [0, 1].map(() => ({ onEvent: vi.fn(), onGap: vi.fn() }));
    socket.connected = false;
    live.listen("user:u1", early!);
    socket.connected = true;
    socket.say("hello", { seq: "00-1", degraded: false });
    live.listen("user:u1", late!);
    socket.say("hello", { seq: "00-2", degraded: false });
    expect([early!.onGap.mock.calls.length, late!.onGap.mock.calls.length]).toEqual([1, 1]);
  });

  it("knows when events may be late, and looks at the session when its token has expired", async () => {
    const { live, socket, onBye } = await connected();
    socket.say("hello", { seq: "00-1", degraded: false });
    expect(live.line.state()).toBe("on");
    socket.say("degraded");
    expect(live.line.state()).toBe("degraded");
    socket.say("bye", { reason: "token_expired" });
    expect(onBye).toHaveBeenCalledWith("token_expired");
    expect(live.line.state()).toBe("connecting");
  });
});
