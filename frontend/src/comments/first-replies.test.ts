import { describe, expect, it } from "vitest";
import { noteGone, now, told } from "@/lists/news";
import { alsoBelow, keptReplies, withReply, type Shown } from "./first-replies";

const comment = (id: string, more: Partial<Shown> = {}) => ({ id, parent_id: null, ...more }) as Shown;
const reply = (id: string) => comment(id, { parent_id: "a" });
const ids = (comments: Shown[]) => comments.map((each) => [each.id, ...(each.first_replies ?? []).map(({ id }) => id)]);

describe("first replies", () => {
  const comments = [comment("a", { first_replies: [reply("b")], replies_cursor: null }), comment("c")];

  it("change and go wherever they are shown", () => {
    expect(ids(alsoBelow((all) => all.filter(({ id }) => id !== "b"))(comments))).toEqual([["a"], ["c"]]);
    expect(ids(alsoBelow((all) => all.filter(({ id }) => id !== "c"))(comments))).toEqual([["a", "b"]]);
  });

  it("take a new one at their end, once", () => {
    const more = withReply(reply("d"))(comments);
    expect(ids(more)).toEqual([["a", "b", "d"], ["c"]]);
    expect(ids(withReply(reply("d"))(more))).toEqual([["a", "b", "d"], ["c"]]);
  });

  it("do not take what comes after those that are not fetched", () => {
    const before = [comment("a", { first_replies: [reply("b")], replies_cursor: "cursor" })];
    expect(withReply(reply("d"))(before)).toEqual(before);
    expect(withReply(reply("d"))([comment("a")])).toEqual([comment("a")]);
  });

  it("keep what was told of them since an answer was asked for", () => {
    const asked = now();
    const [known] = withReply(reply("d"))([
      comment("a", { first_replies: [reply("b"), told(reply("c"), { like_count: 3 })] }),
    ]);
    noteGone("b");
    const answer = comment("a", { first_replies: [reply("b"), reply("c")], replies_cursor: null });
    const kept = keptReplies(known, answer, asked);
    expect(kept.first_replies?.map(({ id, like_count }) => [id, like_count])).toEqual([
      ["c", 3],
      ["d", undefined],
    ]);
    expect(ids([keptReplies(known, answer, now())])).toEqual([["a", "b", "c"]]);
  });
});
