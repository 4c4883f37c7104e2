import { describe, expect, it } from "vitest";
import { answered, isGone, keptItem, noteGone, now, told } from "./news";

type Thing = { id: string; text: string; likes: number };
const thing: Thing = { id: "a", text: "old", likes: 0 };

describe("one thing", () => {
  it("keeps what an event has said of it when an older answer comes, and takes the rest of that", () => {
    const asked = now();
    const known = told(thing, { likes: 7 });
    expect(keptItem(known, answered({ ...thing, text: "new", likes: 1 }, asked))).toMatchObject({
      text: "new",
      likes: 7,
    });
    expect(keptItem(known, answered({ ...thing, likes: 8 }, now()))).toMatchObject({ text: "old", likes: 8 });
  });

  it("keeps the later of two answers, whichever comes first", () => {
    const [first, second] = [now(), now()];
    const known = told(told(thing, { text: "second" }, second), { text: "first", likes: 1 }, first);
    expect(known).toMatchObject({ id: "a", text: "second", likes: 1 });
    expect(keptItem(known, answered({ ...thing, text: "before" }, first))).toMatchObject({ text: "second", likes: 1 });
  });

  it("is not brought back by an answer from before it was gone", () => {
    const asked = now();
    noteGone("gone");
    expect(keptItem(null, answered({ ...thing, id: "gone" }, asked))).toBeNull();
    expect(keptItem(null, answered({ ...thing, id: "gone" }, now()))).toEqual({ ...thing, id: "gone" });
    expect([isGone("gone", asked), isGone("gone", now()), isGone("other", asked)]).toEqual([true, false, false]);
  });

  it("is what somebody says it is, when that is no answer", () => {
    expect(keptItem(told(thing, { likes: 7 }), null)).toBeNull();
    expect(keptItem(told(thing, { likes: 7 }), { ...thing })).toEqual(thing);
  });
});
