import { describe, expect, it } from "vitest";
import { Position } from "./position";

/** A position of a page that has heard everything up to `a` in these rooms. */
function inRooms(...rooms: string[]): Position {
  const position = new Position();
  position.ask(rooms);
  position.greet("a");
  return position;
}

describe("the position to come back with", () => {
  it("is nothing before anything is known, and then where the server says, and the newest event", () => {
    const position = new Position();
    expect([position.isKnown, position.ask(["feed"])]).toEqual([false, { rooms: "feed" }]);
    position.greet("a");
    expect([position.isKnown, position.ask(["feed"])]).toEqual([true, { rooms: "feed", last_event_id: "a" }]);
    position.greet("b");
    position.hear("c");
    expect(position.ask(["feed"])).toEqual({ rooms: "feed", last_event_id: "c" });
  });

  it("stays where it was while what was missed is still coming", () => {
    const position = inRooms("feed");
    position.ask(["feed"]);
    position.hear("b");
    position.settle("c");
    expect(position.ask(["feed"])).toEqual({ rooms: "feed", last_event_id: "a" });
  });

  it("begins in a new room earlier than in the others, so that nothing is lost that its page does not have yet", () => {
    const position = inRooms("feed");
    position.hear("b");
    expect(position.ask(["feed", "post:1"])).toEqual({ rooms: "feed,post:1@a", last_event_id: "b" });
    position.greet("c");
    expect(position.ask(["feed", "post:1"]).rooms).toBe("feed,post:1");
  });

  it("is at least a minute old in a new room, once the server has said twice where everything stands", () => {
    const position = inRooms("feed");
    position.settle("b");
    expect(position.ask(["post:1"]).rooms).toBe("post:1@a");
    position.greet("b");
    position.settle("c");
    expect(position.ask(["post:2"])).toEqual({ rooms: "post:2@b", last_event_id: "c" });
  });

  it("forgets a room that was left, also one that is only asked for", () => {
    const position = inRooms("feed");
    position.leave("feed");
    expect(position.ask(["feed"]).rooms).toBe("feed@a");
    position.leave("feed");
    position.greet("b");
    expect(position.ask(["feed"]).rooms).toBe("feed@a");
  });
});
