import { describe, expect, it, vi } from "vitest";
import type { Message } from "@/api/generated/types.gen";
import { Messages } from "./messages";

const author = { id: "u1", name: "Ada", handle: "ada", profile_img: null };
const message = (seq: number, changes: Partial<Message> = {}): Message => ({
  id: `m${seq}`,
  conversation_id: "c1",
  seq,
  content: `message ${seq}`,
  client_id: null,
  author,
  is_edited: false,
  created_at: "2026-11-23T12:00:00.000Z",
  updated_at: "2026-11-23T12:00:00.000Z",
  rev: 1,
  ...changes,
});
const page = (seqs: number[], next_cursor: string | null = null) => ({
  items: seqs.map((seq) => message(seq)),
  next_cursor,
});
const seqs = (messages: Messages) => messages.all().map(({ seq }) => seq);

describe("the messages of a conversation", () => {
  it("are in order and each once, from wherever they come", () => {
    const messages = new Messages();
    messages.addNewest(page([5, 4, 3], "older"));
    messages.put(message(7));
    messages.put(message(6));
    messages.put(message(6));
    messages.addOlder(page([3, 2, 1]));
    expect(seqs(messages)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(messages.older).toBeNull();
  });

  it("keep the newer version, and what is deleted stays deleted", () => {
    const messages = new Messages();
    messages.put(message(1, { rev: 2, content: "edited" }));
    messages.put(message(1));
    expect(messages.all()[0]!.content).toBe("edited");
    messages.remove("m1");
    messages.addNewest(page([1]));
    expect(seqs(messages)).toEqual([]);
  });

  it("lose what was deleted while nobody heard, and keep what is not stored yet", () => {
    const messages = new Messages();
    messages.addNewest(page([4, 3, 2], "older"));
    messages.put(message(5));
    messages.addNewest(page([4, 2], "older"));
    expect(seqs(messages)).toEqual([2, 4, 5]);
  });

  it("have no hole: what a newer page does not reach down to is fetched again", () => {
    const messages = new Messages();
    messages.addNewest(page([3, 2], "before 2"));
    messages.addNewest(page([9, 8], "before 8"));
    expect(seqs(messages)).toEqual([8, 9]);
    expect(messages.older).toBe("before 8");
  });

  it("know where the older ones begin, whatever was heard before the first page", () => {
    const messages = new Messages();
    messages.put(message(9));
    messages.addNewest(page([8, 7], "before 7"));
    expect(seqs(messages)).toEqual([7, 8, 9]);
    expect(messages.older).toBe("before 7");
  });

  it("tell of changes only", () => {
    const messages = new Messages();
    const listener = vi.fn();
    messages.subscribe(listener);
    messages.put(message(1));
    const before = messages.all();
    messages.remove("unknown");
    messages.put(message(1, { rev: 0 }));
    expect(listener).toHaveBeenCalledTimes(1);
    expect(messages.all()).toBe(before);
  });
});
