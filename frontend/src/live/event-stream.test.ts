import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { dialStream } from "./event-stream";

/** The browser's EventSource, whose server is the test. */
class FakeSource extends EventTarget {
  static readonly CLOSED = 2;
  static made: FakeSource[] = [];
  readyState = 0;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;

  constructor(readonly url: string) {
    super();
    FakeSource.made.push(this);
  }

  close() {
    this.readyState = FakeSource.CLOSED;
  }

  says(name: string, body: object) {
    this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(body) }));
  }
}

async function dialled(may = () => true) {
  const wire = await dialStream(may)(() => ({ rooms: "feed", last_event_id: "00-1" }));
  const told: unknown[][] = [];
  for (const name of ["connect", "disconnect", "connect_error", "hello", "bye"])
    wire.on(name, (body: unknown) => void told.push([name, body]));
  wire.connect();
  return { wire, told, source: FakeSource.made.at(-1)! };
}

describe("an event stream", () => {
  beforeEach(() => {
    FakeSource.made = [];
    vi.stubGlobal("EventSource", FakeSource);
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  it("asks for what there is to say, under the name of its page, and says what it hears", async () => {
    const { source, told, wire } = await dialled();
    const asked = new URL(source.url, "http://site");
    expect(asked.pathname).toBe("/api/v1/events");
    const { page, ...query } = Object.fromEntries(asked.searchParams);
    expect([query, page]).toEqual([{ rooms: "feed", last_event_id: "00-1" }, expect.stringMatching(/^[0-9a-f]{24}$/)]);
    source.onopen?.();
    source.says("hello", { seq: "00-2" });
    expect([told, wire.connected]).toEqual([
      [
        ["connect", undefined],
        ["hello", { seq: "00-2" }],
      ],
      true,
    ]);
  });

  it("does not come back by itself, and says whether it was refused: the session may be over", async () => {
    const { source, told, wire } = await dialled();
    source.onerror?.(); // the network
    wire.connect();
    const refused = FakeSource.made.at(-1)!;
    refused.readyState = FakeSource.CLOSED;
    refused.onerror?.();
    expect(told).toEqual([
      ["connect_error", {}],
      ["connect_error", { data: { status: 401 } }],
    ]);
    expect([source.readyState, FakeSource.made.length, wire.connected]).toEqual([FakeSource.CLOSED, 2, false]);
  });

  it("hears nothing of the one before when it is opened anew, and says nothing of its end", async () => {
    const { source, told, wire } = await dialled();
    source.onopen?.();
    wire.connect();
    source.says("hello", { seq: "00-2" });
    source.onerror?.();
    expect([told, source.readyState, FakeSource.made.length]).toEqual([[["connect", undefined]], FakeSource.CLOSED, 2]);
  });

  it("says when what it had is lost or ended", async () => {
    const { source, told, wire } = await dialled();
    source.onopen?.();
    source.onerror?.();
    wire.connect();
    FakeSource.made.at(-1)!.onopen?.();
    wire.disconnect();
    wire.disconnect();
    expect(told.map(([name]) => name)).toEqual(["connect", "disconnect", "connect", "disconnect"]);
  });

  it("is lost when it says nothing for longer than a server is silent, also before it has begun", async () => {
    const { source, told, wire } = await dialled();
    source.onopen?.();
    for (let n = 0; n < 10; n += 1) {
      vi.advanceTimersByTime(39_000);
      source.says("alive", {});
    }
    expect([wire.connected, told.length]).toEqual([true, 1]);
    vi.advanceTimersByTime(40_000);
    expect([told.at(-1), wire.connected, source.readyState]).toEqual([
      ["disconnect", undefined],
      false,
      FakeSource.CLOSED,
    ]);
    wire.connect();
    vi.advanceTimersByTime(40_000);
    expect([told.at(-1), FakeSource.made.at(-1)!.readyState]).toEqual([["connect_error", {}], FakeSource.CLOSED]);
    wire.disconnect();
    vi.advanceTimersByTime(400_000);
    expect(told).toHaveLength(3);
  });

  it("leaves its place to other pages when it may not have one", async () => {
    const { told, source } = await dialled(() => false);
    expect([told, source]).toEqual([[["bye", { reason: "replaced" }]], undefined]);
  });
});
