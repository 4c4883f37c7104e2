import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Receipt } from "@/api/generated/types.gen";
import { ApiProblem } from "@/api/problem";
import { Outbox } from "./outbox";

const accepted: Receipt = {
  id: "w1", state: "accepted", kind: "post.create", resource: { type: "post", id: "p1", href: "/api/v1/posts/p1" },
  accepted_at: "2026-11-23T07:12:13.292Z", applied_at: null, problem: null,
};
const applied: Receipt = { ...accepted, state: "applied" };
const away = new ApiProblem({ status: 503, title: "Unavailable" });
const ask = (send: (body: string, key: string) => Promise<Receipt>) => ({ kind: "post.create", place: "feed", body: "text", send });

describe("an outbox", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("is sending until the receipt says applied, and then posted", async () => {
    const fetchReceipt = vi.fn().mockResolvedValueOnce(accepted).mockResolvedValue(applied);
    const outbox = new Outbox(fetchReceipt);
    const { outcome } = outbox.start(ask(async () => accepted));
    await vi.advanceTimersByTimeAsync(0);
    expect(outbox.all()[0]).toMatchObject({ state: "sending", resourceId: "p1" });
    await vi.advanceTimersByTimeAsync(10_000);
    expect((await outcome).state).toBe("posted");
    expect(fetchReceipt).toHaveBeenCalledTimes(2);
  });

  it("tries again with the same key", async () => {
    const send = vi.fn().mockRejectedValueOnce(new TypeError("Failed to fetch")).mockResolvedValue(applied);
    const outbox = new Outbox(async () => applied);
    const { key, outcome } = outbox.start(ask(send));
    expect((await outcome).write).toMatchObject({ state: "failed", canTryAgain: true, problem: { status: 0 } });
    expect((await outbox.tryAgain(key))?.state).toBe("posted");
    expect(send.mock.calls.map(([, used]) => used)).toEqual([key, key]);
  });

  it("says why a write was refused, and does not offer to repeat it", async () => {
    const problem = { status: 403, title: "Forbidden", detail: "You are blocked." };
    const outbox = new Outbox(async () => ({ ...accepted, state: "rejected", problem }));
    const { key, outcome } = outbox.start(ask(async () => accepted));
    await vi.advanceTimersByTimeAsync(1_000);
    expect((await outcome).write).toMatchObject({ state: "failed", canTryAgain: false, problem: { detail: "You are blocked." } });
    expect(outbox.tryAgain(key)).toBeNull();
  });

  it("goes on following while the server is away", async () => {
    const fetchReceipt = vi.fn().mockRejectedValueOnce(away).mockRejectedValueOnce(away).mockResolvedValue(applied);
    const { outcome } = new Outbox(fetchReceipt).start(ask(async () => accepted));
    await vi.advanceTimersByTimeAsync(10_000);
    expect((await outcome).state).toBe("posted");
  });

  it("hurries when told that something has happened", async () => {
    const outbox = new Outbox(async () => applied);
    const { outcome } = outbox.start(ask(async () => accepted));
    await vi.advanceTimersByTimeAsync(0);
    outbox.hurry("p1");
    expect((await outcome).state).toBe("posted");
  });

  it("dismisses what has ended, and nothing that has not", async () => {
    const outbox = new Outbox(async () => applied);
    const { key } = outbox.start(ask(async () => accepted));
    outbox.dismiss(key);
    expect(outbox.all()).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1_000);
    outbox.dismiss(key);
    expect(outbox.all()).toHaveLength(0);
  });
});
