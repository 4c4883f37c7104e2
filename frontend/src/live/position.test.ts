import { describe, expect, it } from "vitest";
import { Position } from "./position";

describe("the position to come back with", () => {
  it("follows what is heard", () => {
    const position = new Position();
    expect(position.get()).toBeNull();
    position.start(5);
    position.hear(9);
    position.hear(7);
    expect(position.get()).toBe(9);
  });

  it("stays where it was until every room has caught up", () => {
    const position = new Position();
    position.start(5);
    const [feed, post] = [position.join(), position.join()];
    position.hear(20);
    feed(21);
    expect(position.get()).toBe(5);
    post(22);
    expect(position.get()).toBe(22);
  });

  it("forgets what only some rooms have heard when it is cut off", () => {
    const position = new Position();
    position.start(5);
    const late = position.join();
    position.hear(20);
    position.cut();
    late(30);
    expect(position.get()).toBe(5);
    position.hear(6);
    expect(position.get()).toBe(6);
  });
});
