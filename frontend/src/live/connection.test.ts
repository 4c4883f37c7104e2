import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LiveConnection } from "./connection";
import type { LiveEvent } from "./events";

/** A stream whose server is the test. */
function fakeStream() {
  const handlers = new Map<string, (body?: unknown) => void>();
  let say: () => Record<string, unknown> = () => ({});
  const asked: Record<string, unknown>[] = [];
  const wire = {
    connected: true,
    connect: vi.fn(() => void asked.push(say())),
    disconnect: vi.fn(),
    off: vi.fn(),
    on: (name: string, handler: (body?: unknown) => void) => void handlers.set(name, handler),
  };
  const dial = vi.fn(async (given: typeof say) => ((say = given), wire as never));
  return { wire, dial, asked, says: (name: string, body?: unknown) => handlers.get(name)?.(body) };
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

const said = (number: number, type = "message.new", id = `w${number}`) => ({
  id,
  rooms: ["conversation:c1"],
  seq: `00-${number}`,
  type,
  conversation_id: "c1",
  message_id: `m${number}`,
});

const hearer = () => ({ onEvent: vi.fn(), onGap: vi.fn() });
const hello = (seq = "00-1") => ({ seq, degraded: false });

async function connected(onBye = vi.fn()) {
  const stream = fakeStream();
  const live = new LiveConnection(onBye, stream.dial);
  const [feed, post] = [hearer(), hearer()];
  live.listen("feed", feed);
  live.listen("post:p1", post);
  await vi.advanceTimersByTimeAsync(0);
  return { ...stream, live, feed, post, onBye };
}

const gaps = (...hearers: ReturnType<typeof hearer>[]) => hearers.map(({ onGap }) => onGap.mock.calls.length);
const heard = ({ onEvent }: ReturnType<typeof hearer>) => onEvent.mock.calls.map(([{ id }]) => id as string);

describe("the live connection", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    document.cookie = "csrf_access_token=; max-age=0";
    vi.useRealTimers();
  });

  it("dials once, asks for all rooms and tells each what is its own, once", async () => {
    const { says, dial, asked, feed, post } = await connected();
    says("hello", hello());
    says("comment.created", event(1, "p1", "comment.created"));
    says("post.created", event(2, "p2"));
    says("post.created", event(2, "p2"));
    expect([dial.mock.calls.length, asked]).toEqual([1, [{ rooms: "feed,post:p1" }]]);
    expect([heard(feed), heard(post)]).toEqual([["e2"], ["e1"]]);
  });

  it("comes back after a break from where it was", async () => {
    const { says, asked } = await connected();
    says("hello", hello());
    says("post.created", event(7, "p2"));
    says("disconnect");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked.at(-1)).toEqual({ rooms: "feed,post:p1", last_event_id: "00-7" });
  });

  it("opens anew when one goes to another page, once, and nothing is lost or doubled on the way", async () => {
    const { says, asked, live, post, wire } = await connected();
    const stopFeed = live.listen("feed", hearer());
    says("hello", hello());
    says("post.created", event(5, "p5"));
    const [one, other] = [hearer(), hearer()];
    live.listen("post:p2", one);
    live.listen("post:p3", other);
    stopFeed();
    await vi.advanceTimersByTimeAsync(100);
    expect(wire.connect).toHaveBeenCalledTimes(2);
    expect(asked.at(-1)).toEqual({ rooms: "feed,post:p1,post:p2@00-1,post:p3@00-1", last_event_id: "00-5" });
    expect(live.line.state()).toBe("on");
    // Of a room it was in before, an event that has come already; of the new one, what happened before it entered.
    says("comment.created", event(3, "p2", "comment.created"));
    says("post.created", event(5, "p5"));
    says("comment.created", event(6, "p1", "comment.created"));
    says("hello", hello("00-6"));
    expect([heard(one), heard(post), gaps(one, other)]).toEqual([["e3"], ["e6"], [0, 0]]);
  });

  it("hears a room that it comes back to from before it left", async () => {
    const { says, asked, live } = await connected();
    says("hello", hello());
    const stop = live.listen("post:p2", hearer());
    await vi.advanceTimersByTimeAsync(100);
    says("hello", hello("00-4"));
    stop();
    says("comment.created", event(5, "p2", "comment.created"));
    const again = hearer();
    live.listen("post:p2", again);
    await vi.advanceTimersByTimeAsync(100);
    expect(asked.at(-1)).toEqual({ rooms: "feed,post:p1,post:p2@00-1", last_event_id: "00-5" });
    says("comment.created", event(5, "p2", "comment.created"));
    expect(heard(again)).toEqual(["e5"]);
  });

  it("says to all rooms when events are lost, and at the beginning, when nothing was known before", async () => {
    const { says, feed, post, live } = await connected();
    const late = hearer();
    live.listen("post:p2", late);
    says("hello", hello());
    expect(gaps(feed, post, late)).toEqual([1, 1, 1]);
    says("gap", { from: "00-1", to: "00-9" });
    expect(gaps(feed, post, late)).toEqual([2, 2, 2]);
  });

  it("says of one's own room, which is not asked for, that nothing before is known", async () => {
    const { live, says, wire } = await connected();
    const [early, late] = [hearer(), hearer()];
    live.listen("user:u1", early);
    says("hello", hello());
    live.listen("user:u1", late);
    says("hello", hello("00-2"));
    await vi.advanceTimersByTimeAsync(100);
    expect([gaps(early, late), wire.connect.mock.calls.length]).toEqual([[1, 1], 1]);
  });

  it("brings the conversations of who is signed in, each event once, and what is taken back", async () => {
    document.cookie = "csrf_access_token=x";
    const { live, says, asked } = await connected();
    const chat = hearer();
    says("hello", hello("00-5"));
    live.listen("conversations", chat);
    says("message.new", said(6));
    says("message.new", said(7));
    says("message.new", said(6));
    says("message.retracted", said(8, "message.retracted", "w6"));
    expect(asked).toEqual([{ rooms: "conversations,feed,post:p1" }]);
    expect([gaps(chat), heard(chat)]).toEqual([[1], ["w6", "w7", "w6"]]);
  });

  it("keeps what happens in conversations for the part of the page that is loaded late, and after it was away", async () => {
    document.cookie = "csrf_access_token=x";
    const { live, says, wire } = await connected();
    says("message.new", said(4));
    says("hello", hello("00-5"));
    says("message.new", said(6));
    const [late, next] = [hearer(), hearer()];
    const stop = live.listen("conversations", late);
    stop();
    says("message.new", said(7));
    live.listen("conversations", next);
    await vi.advanceTimersByTimeAsync(100);
    expect([heard(late), gaps(late), heard(next), gaps(next)]).toEqual([["w4", "w6"], [1], ["w7"], [1]]);
    expect(wire.connect).toHaveBeenCalledTimes(1);
  });

  it("knows when events may be late, and looks at the session when its token has expired", async () => {
    const { live, says, onBye } = await connected();
    says("hello", hello());
    expect(live.line.state()).toBe("on");
    says("degraded");
    expect(live.line.state()).toBe("degraded");
    says("bye", { reason: "token_expired" });
    expect(onBye).toHaveBeenCalledWith("token_expired");
    expect(live.line.state()).toBe("connecting");
  });
});
