import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Receipt } from "@/api/generated/types.gen";
import { readKept } from "./kept";
import { Outbox } from "./outbox";

const applied: Receipt = {
  id: "w1",
  state: "applied",
  kind: "post.create",
  resource: { type: "post", id: "p1", href: "/api/v1/posts/p1" },
  accepted_at: "2026-11-23T07:12:13.292Z",
  applied_at: "2026-11-23T07:12:13.292Z",
  problem: null,
  held: null,
};
const ask = { kind: "post.create", queue: "feed", body: { title: "Title", content: "Text" } } as const;
const unheard = new TypeError("Failed to fetch");

describe("the outboxes of two tabs", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    vi.useRealTimers();
    localStorage.clear();
  });

  it("keep what both write at once: neither takes away what the other has kept", async () => {
    const send = vi.fn().mockRejectedValue(unheard);
    const tabs = ["a", "b"].map((name) => {
      let n = 0;
      const outbox = new Outbox({ send, fetchReceipt: async () => applied }, () => `${name}${++n}`);
      outbox.open("ada");
      return outbox;
    });
    for (const outbox of [...tabs, ...tabs]) outbox.start(ask);
    await vi.advanceTimersByTimeAsync(0);
    expect(readKept("ada").map(({ key }) => key)).toEqual(expect.arrayContaining(["a1", "a2", "b1", "b2"]));
    tabs[0]!.dismiss("a1");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(
      readKept("ada")
        .map(({ key }) => key)
        .sort(),
    ).toEqual(["a2", "b1", "b2"]);
    send.mockResolvedValue(applied);
    tabs[1]!.hurry();
    await vi.advanceTimersByTimeAsync(0);
    expect(readKept("ada").map(({ key }) => key)).toEqual(["a2"]);
  });
});
