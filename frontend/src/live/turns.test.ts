import { afterEach, describe, expect, it, vi } from "vitest";
import { Turns } from "./turns";

/** Tabs of one browser, which hear each other at once; a tab is looked at when `look` is called. */
function browser() {
  const channels = new Set<{ onmessage: ((message: { data: unknown }) => void) | null }>();
  vi.stubGlobal(
    "BroadcastChannel",
    class {
      onmessage: ((message: { data: unknown }) => void) | null = null;
      constructor() {
        channels.add(this);
      }
      postMessage(data: unknown) {
        for (const other of channels) if (other !== this) other.onmessage?.({ data });
      }
      close() {
        channels.delete(this);
      }
    },
  );
}

const tabs: Turns[] = [];
let now = 1_000;

/** A tab that is opened, and looked at unless it is opened beside another. */
function tab(isLookedAt = true) {
  const onLost = vi.fn();
  const turns = new Turns(onLost);
  const visibility = vi.spyOn(document, "visibilityState", "get");
  visibility.mockReturnValue(isLookedAt ? "visible" : "hidden");
  vi.spyOn(Date, "now").mockReturnValue((now += 1));
  // Only this tab: the window is one for all of them here.
  const listen = vi.spyOn(window, "addEventListener");
  turns.open();
  const focus = listen.mock.calls.find(([name]) => name === "focus")![1] as () => void;
  listen.mockRestore();
  tabs.push(turns);
  const look = () => {
    visibility.mockReturnValue("visible");
    vi.spyOn(Date, "now").mockReturnValue((now += 1));
    focus();
  };
  return { turns, look, onLost };
}

describe("whose turn it is to hear", () => {
  afterEach(() => {
    tabs.splice(0).forEach((each) => each.close());
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });

  it("is that of the four tabs that were looked at last, each told once when it is so no more", () => {
    browser();
    const all = Array.from({ length: 8 }, () => tab());
    expect(all.map(({ turns }) => turns.has())).toEqual([...Array(4).fill(false), ...Array(4).fill(true)]);
    expect(all.map(({ onLost }) => onLost.mock.calls.length)).toEqual([...Array(4).fill(1), ...Array(4).fill(0)]);
    all[0]!.look();
    expect(all.map(({ turns }) => turns.has())).toEqual([true, ...Array(4).fill(false), true, true, true]);
  });

  it("comes to a tab that was opened beside another when it is looked at", () => {
    browser();
    const { turns, look } = tab(false);
    expect(turns.has()).toBe(false);
    look();
    expect(turns.has()).toBe(true);
  });

  it("comes back when others are closed", () => {
    browser();
    const [first, ...others] = Array.from({ length: 5 }, () => tab());
    expect(first!.turns.has()).toBe(false);
    others[0]!.turns.close();
    expect(first!.turns.has()).toBe(true);
  });
});
