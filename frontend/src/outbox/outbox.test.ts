import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Receipt } from "@/api/generated/types.gen";
import { ApiProblem } from "@/api/problem";
import { dropWrite, keepWrite, readKept } from "./kept";
import { Outbox } from "./outbox";
import type { Write } from "./write";

const accepted: Receipt = {
  id: "w1",
  state: "accepted",
  kind: "post.create",
  resource: { type: "post", id: "p1", href: "/api/v1/posts/p1" },
  accepted_at: "2026-11-23T07:12:13.292Z",
  applied_at: null,
  problem: null,
  held: null,
};
const applied: Receipt = { ...accepted, state: "applied" };
const body = { title: "Title", content: "Text" };
const ask = { kind: "post.create", queue: "feed", body } as const;
const away = new ApiProblem({ status: 503, title: "Unavailable" });
const unheard = new TypeError("Failed to fetch");
const asked = (key: string, startedAt: string): Write => ({
  ...ask,
  key,
  state: "sending",
  startedAt,
  receipt: null,
  resourceId: null,
  problem: null,
  canTryAgain: false,
  isResumed: false,
});
/** An outbox whose writes are accepted, unless a test says otherwise. */
function outboxWith(calls: Partial<ConstructorParameters<typeof Outbox>[0]> = {}) {
  let n = 0;
  return new Outbox({ send: async () => accepted, fetchReceipt: async () => applied, ...calls }, () => `key${++n}`);
}

describe("an outbox", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    vi.useRealTimers();
    localStorage.clear();
  });

  it("is sending until the receipt says applied, and then posted", async () => {
    const fetchReceipt = vi.fn().mockResolvedValueOnce(accepted).mockResolvedValue(applied);
    const outbox = outboxWith({ fetchReceipt });
    const { outcome } = outbox.start(ask);
    await vi.advanceTimersByTimeAsync(0);
    expect(outbox.all()[0]).toMatchObject({ state: "sending", resourceId: "p1" });
    await vi.advanceTimersByTimeAsync(10_000);
    expect((await outcome).state).toBe("posted");
    expect(fetchReceipt).toHaveBeenCalledTimes(2);
  });

  it("waits and sends again by itself, with the same key", async () => {
    const send = vi.fn().mockRejectedValueOnce(unheard).mockRejectedValueOnce(away).mockResolvedValue(applied);
    const outbox = outboxWith({ send });
    const { key, outcome } = outbox.start(ask);
    await vi.advanceTimersByTimeAsync(0);
    expect(outbox.all()[0]).toMatchObject({ state: "waiting", canTryAgain: true, problem: { status: 0 } });
    await vi.advanceTimersByTimeAsync(10_000);
    expect((await outcome).state).toBe("posted");
    expect(send.mock.calls.map(([write]) => write.key)).toEqual([key, key, key]);
  });

  it("sends at once what waits when asked to, or when the network is back", async () => {
    const send = vi.fn().mockRejectedValueOnce(unheard).mockRejectedValueOnce(unheard).mockResolvedValue(applied);
    const outbox = outboxWith({ send });
    const { key, outcome } = outbox.start(ask);
    await vi.advanceTimersByTimeAsync(0);
    expect(outbox.tryAgain(key)).toBeNull();
    await vi.advanceTimersByTimeAsync(0);
    outbox.hurry();
    expect((await outcome).state).toBe("posted");
    expect(send).toHaveBeenCalledTimes(3);
  });

  it("keeps the order of a queue: what comes later waits for what could not be sent", async () => {
    const sent: string[] = [];
    let isAway = true;
    const outbox = outboxWith({
      send: async ({ key }) => {
        if (isAway) throw unheard;
        sent.push(key);
        return applied;
      },
    });
    const outcomes = [outbox.start(ask), outbox.start(ask)].map(({ outcome }) => outcome);
    await vi.advanceTimersByTimeAsync(0);
    outcomes.push(outbox.start(ask).outcome);
    expect(outbox.all().map(({ state }) => state)).toEqual(["waiting", "waiting", "waiting"]);
    isAway = false;
    outbox.hurry();
    await Promise.all(outcomes);
    expect(sent).toEqual(["key1", "key2", "key3"]);
  });

  it("sends no more what was discarded, and goes on with the next", async () => {
    const send = vi.fn().mockRejectedValue(unheard);
    const outbox = outboxWith({ send });
    outbox.open("ada");
    const [first, second] = [outbox.start(ask), outbox.start(ask)];
    await vi.advanceTimersByTimeAsync(0);
    send.mockReset().mockResolvedValue(applied);
    outbox.dismiss(first.key);
    expect((await second.outcome).state).toBe("posted");
    expect((await first.outcome).state).toBe("failed");
    expect(send.mock.calls.map(([write]) => write.key)).toEqual([second.key]);
    expect(readKept("ada")).toEqual([]);
  });

  it("says why a write was refused, keeps it, and does not offer to repeat it", async () => {
    const problem = { status: 403, title: "Forbidden", detail: "You are blocked." };
    const outbox = outboxWith({ fetchReceipt: async () => ({ ...accepted, state: "rejected", problem }) });
    outbox.open("ada");
    const { key, outcome } = outbox.start(ask);
    await vi.advanceTimersByTimeAsync(1_000);
    expect((await outcome).write).toMatchObject({
      state: "failed",
      canTryAgain: false,
      problem: { detail: "You are blocked." },
    });
    expect(outbox.tryAgain(key)).toBeNull();
    expect(readKept("ada")).toMatchObject([{ key, state: "failed", body, problem: { detail: "You are blocked." } }]);
  });

  it("fails at once, to be tried again by hand, where somebody waits for the answer", async () => {
    const send = vi.fn().mockRejectedValueOnce(unheard).mockResolvedValue(applied);
    const outbox = outboxWith({ send });
    outbox.open("ada");
    const { key, outcome } = outbox.start({ kind: "user.block", queue: "block:bob", body: null, to: "bob" });
    expect((await outcome).write).toMatchObject({ state: "failed", canTryAgain: true });
    expect(readKept("ada")).toEqual([]);
    expect((await outbox.tryAgain(key))?.state).toBe("posted");
  });

  it("goes on following while the server is away", async () => {
    const fetchReceipt = vi.fn().mockRejectedValueOnce(away).mockRejectedValueOnce(away).mockResolvedValue(applied);
    const { outcome } = outboxWith({ fetchReceipt }).start(ask);
    await vi.advanceTimersByTimeAsync(10_000);
    expect((await outcome).state).toBe("posted");
  });

  it("hurries when told that something has happened", async () => {
    const outbox = outboxWith();
    const { outcome } = outbox.start(ask);
    await vi.advanceTimersByTimeAsync(0);
    outbox.hurry("p1");
    expect((await outcome).state).toBe("posted");
  });

  it("dismisses what has ended, and nothing that is on its way", async () => {
    const outbox = outboxWith();
    const { key } = outbox.start(ask);
    outbox.dismiss(key);
    expect(outbox.all()).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1_000);
    outbox.dismiss(key);
    expect(outbox.all()).toHaveLength(0);
  });

  it("goes on after a reload with all that this person wrote, in order and with the same keys", async () => {
    const before = outboxWith({ send: vi.fn().mockRejectedValue(unheard) });
    before.open("ada");
    const keys = [before.start(ask).key, before.start(ask).key, before.start(ask).key];
    await vi.advanceTimersByTimeAsync(0);
    const send = vi.fn().mockResolvedValue(applied);
    const after = outboxWith({ send });
    after.open("bob");
    expect(after.all()).toEqual([]);
    const own = outboxWith({ send });
    own.open("ada");
    await vi.advanceTimersByTimeAsync(0);
    expect(send.mock.calls.map(([write]) => write.key)).toEqual(keys);
    expect(own.all().map(({ state }) => state)).toEqual(["posted", "posted", "posted"]);
    expect([own.claim(keys[0]!), own.claim(keys[0]!)]).toEqual([true, false]);
    expect(readKept("ada")).toEqual([]);
  });

  it("follows the receipt that it had before the reload, and sends nothing again", async () => {
    keepWrite("ada", { ...asked("k", new Date().toISOString()), receipt: accepted, resourceId: "p1" });
    const send = vi.fn();
    const outbox = outboxWith({ send });
    outbox.open("ada");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(outbox.all()[0]?.state).toBe("posted");
    expect(send).not.toHaveBeenCalled();
  });

  it("asks before it sends again what the server may have forgotten", async () => {
    keepWrite("ada", asked("k", new Date(Date.now() - 21 * 3_600_000).toISOString()));
    const send = vi.fn().mockResolvedValue(applied);
    const outbox = outboxWith({ send });
    outbox.open("ada");
    expect(outbox.all()[0]).toMatchObject({ state: "failed", canTryAgain: true });
    expect(send).not.toHaveBeenCalled();
    expect((await outbox.tryAgain("k"))?.state).toBe("posted");
  });

  it("sends no more what another tab has posted or discarded", async () => {
    const send = vi.fn().mockRejectedValue(unheard);
    const outbox = outboxWith({ send });
    outbox.open("ada");
    const { key, outcome } = outbox.start(ask);
    await vi.advanceTimersByTimeAsync(0);
    dropWrite("ada", key);
    outbox.dropped(key);
    await outcome;
    expect(outbox.all()).toEqual([]);
    expect(send).toHaveBeenCalledTimes(1);
  });

  it("forgets an edit that was refused when the same thing is edited again", async () => {
    const refused = new ApiProblem({ status: 412, title: "Changed meanwhile" });
    const send = vi.fn().mockRejectedValueOnce(refused).mockRejectedValueOnce(refused).mockResolvedValue(applied);
    const outbox = outboxWith({ send });
    outbox.open("ada");
    const edit = (to: string) =>
      outbox.start({ kind: "post.edit", queue: `post:${to}`, body: { title: "t", content: "c" }, to, rev: 1 });
    const [other, first] = [edit("p2"), edit("p1")];
    expect([(await other.outcome).state, (await first.outcome).state]).toEqual(["failed", "failed"]);
    expect((await edit("p1").outcome).state).toBe("posted");
    expect(readKept("ada").map(({ key }) => key)).toEqual([other.key]);
  });

  it("reads what an earlier version has kept, which calls the queue `place`", () => {
    const { queue, ...earlier } = asked("1", "2026-11-23T07:12:13.292Z");
    localStorage.setItem("outbox:ada:1", JSON.stringify({ ...earlier, place: queue }));
    expect(readKept("ada")).toEqual([{ ...earlier, queue }]);
  });

  it("reads nothing from what is no write", () => {
    localStorage.setItem("outbox:ada:1", "{broken");
    localStorage.setItem("outbox:ada:2", JSON.stringify({ key: "2", kind: "post.steal", queue: "feed" }));
    expect(readKept("ada")).toEqual([]);
  });
});
