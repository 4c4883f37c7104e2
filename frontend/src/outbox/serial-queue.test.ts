import { describe, expect, it } from "vitest";
import { Turns } from "./serial-queue";

describe("taking turns", () => {
  it("begins one after the other at a place, also after a failure, and at once elsewhere", async () => {
    const turns = new Turns();
    const begun: string[] = [];
    let end: (error: Error) => void = () => undefined;
    const first = turns.take("a", () => (begun.push("first"), new Promise((_, reject) => (end = reject))));
    const second = turns.take("a", async () => begun.push("second"));
    const other = turns.take("b", async () => begun.push("other"));
    await other;
    expect(begun).toEqual(["first", "other"]);
    end(new Error("lost"));
    await expect(first).rejects.toThrow("lost");
    await second;
    expect(begun).toEqual(["first", "other", "second"]);
  });
});
