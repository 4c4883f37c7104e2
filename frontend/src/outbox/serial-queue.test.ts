import { describe, expect, it } from "vitest";
import { SerialQueue } from "./serial-queue";

describe("a serial queue", () => {
  it("runs one task of a queue after the other, also after a failure, and those of another queue at once", async () => {
    const queue = new SerialQueue();
    const begun: string[] = [];
    let end: (error: Error) => void = () => undefined;
    const first = queue.run("a", () => (begun.push("first"), new Promise((_, reject) => (end = reject))));
    const second = queue.run("a", async () => begun.push("second"));
    const other = queue.run("b", async () => begun.push("other"));
    await other;
    expect(begun).toEqual(["first", "other"]);
    end(new Error("lost"));
    await expect(first).rejects.toThrow("lost");
    await second;
    expect(begun).toEqual(["first", "other", "second"]);
  });
});
