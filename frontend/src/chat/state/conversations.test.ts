import { describe, expect, it, vi } from "vitest";
import type { Conversation, Message } from "@/api/generated/types.gen";
import { isShared, readUpTo, titleOf, withMessage, withoutMessage } from "./conversations";
import { WhoIsThere } from "./who-is-there";

const [ada, bob] = [
  { id: "a", name: "Ada", handle: "ada", profile_img: null },
  { id: "b", name: "Bob", handle: "bob", profile_img: null },
];
const conversation: Conversation = {
  id: "c1",
  kind: "direct",
  name: null,
  owner_id: null,
  members: [ada, bob],
  invited: [],
  writers: [],
  last_seq: 3,
  read_seq: 3,
  unread_count: 0,
  created_at: "2026-11-23T12:00:00.000Z",
  active_at: "2026-11-23T12:00:00.000Z",
  rev: 1,
};
const message = (seq: number, author = bob) => ({ seq, author, created_at: "2026-11-23T12:01:00.000Z" }) as Message;

describe("a conversation in the list", () => {
  it("is called as its room, or by whom one talks with", () => {
    expect(titleOf(conversation, "a")).toBe("Bob");
    expect(titleOf({ ...conversation, name: "Club" }, "a")).toBe("Club");
  });

  it("counts what others say, once", () => {
    const after = withMessage(withMessage(conversation, message(4), "a"), message(4), "a");
    expect([after.unread_count, after.last_seq]).toEqual([1, 4]);
    expect(withMessage(conversation, message(4, ada), "a").unread_count).toBe(0);
  });

  it("shows who is there once both have written", () => {
    const asked = withMessage(withMessage(conversation, message(4, ada), "a"), message(5, ada), "a");
    expect([asked.writers, isShared(asked)]).toEqual([["a"], false]);
    expect(isShared(withMessage(asked, message(6), "a"))).toBe(true);
    expect(isShared({ ...conversation, kind: "room" })).toBe(true);
  });

  it("counts down when something unread is taken back, and only then", () => {
    const unread = withMessage(withMessage(conversation, message(4), "a"), message(5), "a");
    expect(withoutMessage(unread, message(5), "a").unread_count).toBe(1);
    expect(withoutMessage(unread, message(3), "a").unread_count).toBe(2);
    expect(withoutMessage(unread, message(5, ada), "a").unread_count).toBe(2);
  });

  it("has nothing unread once the end is read, whatever was taken back", () => {
    const unread = withMessage(withMessage(conversation, message(4), "a"), message(5), "a");
    expect(readUpTo(withoutMessage(unread, message(5), "a"), unread.last_seq).unread_count).toBe(0);
  });

  it("is read up to a message, never back", () => {
    const unread = withMessage(withMessage(conversation, message(4), "a"), message(5), "a");
    expect(readUpTo(unread, 4).unread_count).toBe(1);
    expect(readUpTo(unread, 5).unread_count).toBe(0);
    expect(readUpTo(unread, 1)).toBe(unread);
  });
});

describe("who is there", () => {
  it("types until nothing was heard for a while", () => {
    vi.useFakeTimers();
    const there = new WhoIsThere();
    there.setTyping("c1", "b");
    vi.advanceTimersByTime(4_000);
    there.setTyping("c1", "b");
    vi.advanceTimersByTime(4_000);
    expect(there.now().typing.c1).toEqual(["b"]);
    vi.advanceTimersByTime(2_000);
    expect(there.now().typing.c1).toEqual([]);
    vi.useRealTimers();
  });

  it("comes and goes", () => {
    const there = new WhoIsThere();
    there.setOnline(["a", "b"]);
    there.setOnline(["a"], false);
    expect([...there.now().online]).toEqual(["b"]);
  });
});
