import { describe, expect, it, vi } from "vitest";
import { signalLine } from "./signals";

describe("the socket of a chat", () => {
  it("passes on who types and who is there, and asks for no events, which come in the stream", async () => {
    const handlers = new Map<string, (body?: unknown) => void>();
    const wire = {
      connected: true,
      connect: vi.fn(),
      disconnect: vi.fn(),
      off: vi.fn(),
      on: (name: string, handler: (body?: unknown) => void) => void handlers.set(name, handler),
    };
    let say: () => Record<string, unknown> = () => ({});
    const signals = { onTyping: vi.fn(), onPresence: vi.fn() };
    const line = signalLine(vi.fn(), signals, async (given) => ((say = given), wire as never));
    line.open();
    await vi.waitFor(() => expect(wire.connect).toHaveBeenCalledTimes(1));
    expect(say()).toEqual({ events: false });
    handlers.get("typing")?.({ conversation_id: "c1", user_id: "u2" });
    handlers.get("presence")?.({ user_id: "u2", online: true });
    expect(signals.onTyping).toHaveBeenCalledWith("c1", "u2");
    expect(signals.onPresence).toHaveBeenCalledWith("u2", true);
    line.close();
  });
});
