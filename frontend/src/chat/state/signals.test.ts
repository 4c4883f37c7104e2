import { describe, expect, it, vi } from "vitest";
import { ChatConnection } from "./connection";

const said = (number: number, type = "message.new", id = `w${number}`, conversation_id = "c1") => ({
  id,
  rooms: [`conversation:${conversation_id}`],
  seq: `00-${number}`,
  type,
  conversation_id,
  message_id: `m${number}`,
});

async function connected() {
  const handlers = new Map<string, (body?: unknown) => void>();
  const socket = {
    connected: true,
    active: true,
    emit: vi.fn(),
    disconnect: vi.fn(),
    connect: vi.fn(),
    off: vi.fn(),
    on: (name: string, handler: (body?: unknown) => void) => void handlers.set(name, handler),
  };
  let auth: () => Record<string, unknown> = () => ({});
  const dial = vi.fn(async (given: typeof auth) => ((auth = given), socket as never));
  const signals = { onTyping: vi.fn(), onPresence: vi.fn() };
  const chat = new ChatConnection(vi.fn(), signals, dial);
  const hearer = { onEvent: vi.fn(), onGap: vi.fn() };
  chat.listen(hearer);
  chat.line.open();
  await vi.waitFor(() => expect(handlers.size).toBeGreaterThan(0));
  return {
    chat,
    hearer,
    signals,
    auth: () => auth(),
    say: (name: string, body?: unknown) => handlers.get(name)?.(body),
  };
}

describe("the connection to chat", () => {
  it("looks once for what happened before it was there", async () => {
    const { say, hearer, auth } = await connected();
    expect(auth()).not.toHaveProperty("last_seq");
    say("hello", { seq: "00-5", degraded: false });
    say("hello", { seq: "00-5", degraded: false });
    expect(hearer.onGap).toHaveBeenCalledTimes(1);
    expect(auth()).toMatchObject({ last_seq: "00-5" });
  });

  it("hears each event once and comes back from the newest of each conversation", async () => {
    const { say, hearer, auth } = await connected();
    say("hello", { seq: "00-5", degraded: false });
    say("message.new", said(6));
    say("message.new", said(7));
    say("message.new", said(6));
    expect(hearer.onEvent.mock.calls.map(([{ id }]) => id)).toEqual(["w6", "w7"]);
    expect(auth()).toMatchObject({ last_seq: "00-5", rooms: { "conversation:c1": "00-6" } });
  });

  it("hears that what was said is taken back", async () => {
    const { say, hearer } = await connected();
    say("message.new", said(6));
    say("message.retracted", said(8, "message.retracted", "w6"));
    expect(hearer.onEvent.mock.calls.map(([{ type }]) => type)).toEqual(["message.new", "message.retracted"]);
  });

  it("passes on who types and who is there, and goes on after a gap, from the position that follows it", async () => {
    const { say, signals, hearer, auth } = await connected();
    say("typing", { conversation_id: "c1", user_id: "u2" });
    say("presence", { user_id: "u2", online: true });
    say("gap", { from: "00-1", to: "00-5a" });
    expect(signals.onTyping).toHaveBeenCalledWith("c1", "u2");
    expect(signals.onPresence).toHaveBeenCalledWith("u2", true);
    expect(hearer.onGap).toHaveBeenCalledTimes(1);
    say("message.new", said(91));
    say("position", { seq: "00-91" });
    expect(auth()).toMatchObject({ last_seq: "00-91", rooms: {} });
  });
});
