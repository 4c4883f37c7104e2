import { describe, expect, it } from "vitest";
import { Position } from "./position";

const inFeed = (seq: string) => ({ rooms: ["feed" as const], seq });

describe("the position to come back with", () => {
  it("begins where the server says, and follows each room that is joined", () => {
    const position = new Position();
    expect(position.get()).toBeNull();
    position.start("a");
    position.join("feed")("b");
    expect(position.get("feed")).toBe("b");
    position.hear(inFeed("c"));
    expect([position.get("feed"), position.get("post:1"), position.get()]).toEqual(["c", "a", "a"]);
  });

  it("stays where it was in a room that has not caught up", () => {
    const position = new Position();
    position.start("a");
    const joined = position.join("feed");
    position.hear(inFeed("b"));
    position.settle("c");
    expect([position.get("feed"), position.get()]).toEqual(["a", "c"]);
    joined("d");
    position.settle("e");
    expect(position.get("feed")).toBe("e");
  });

  it("does not take the answer of a connection that is gone", () => {
    const position = new Position();
    position.start("a");
    const late = position.join("feed");
    position.cut();
    late("b");
    position.hear(inFeed("c"));
    expect(position.get("feed")).toBe("a");
  });

  it("knows nothing of a room that was joined before anything was known, until the answer", () => {
    const position = new Position();
    position.join("feed");
    position.start("a");
    position.cut();
    expect(position.get("feed")).toBeNull();
    position.join("feed")("b");
    expect(position.get("feed")).toBe("b");
  });

  it("forgets a room that was left", () => {
    const position = new Position();
    position.start("a");
    position.join("feed")("b");
    position.leave("feed");
    position.hear(inFeed("c"));
    expect(position.get("feed")).toBe("a");
  });
});
