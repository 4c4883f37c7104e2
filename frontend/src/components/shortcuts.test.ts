import { afterEach, describe, expect, it, vi } from "vitest";
import { isShortcut, onShortcuts, setShortcuts } from "./shortcuts";

function press(place: string, key: KeyboardEventInit = {}): boolean {
  document.body.innerHTML = place;
  const target = document.body.querySelector("[data-here]") ?? document.body;
  let is = false;
  const look = (event: KeyboardEvent) => void (is = isShortcut(event));
  window.addEventListener("keydown", look, { once: true });
  target.dispatchEvent(new KeyboardEvent("keydown", { key: "j", bubbles: true, ...key }));
  return is;
}

describe("a single key", () => {
  afterEach(() => {
    setShortcuts(true);
    document.body.innerHTML = "";
  });

  it("is a shortcut on the page, and on its links and buttons", () => {
    expect(press("")).toBe(true);
    expect(press("<button data-here>Like</button>")).toBe(true);
  });

  it.each(["<input data-here>", "<textarea data-here></textarea>", "<select data-here></select>"])(
    "is what somebody writes in %s",
    (place) => expect(press(place)).toBe(false),
  );

  it("is none with a modifier, while letters are composed, and in what lies above the page", () => {
    expect(
      [{ ctrlKey: true }, { metaKey: true }, { altKey: true }, { isComposing: true }].map((key) => press("", key)),
    ).toEqual([false, false, false, false]);
    expect(press("<div role=dialog><button data-here></button></div>")).toBe(false);
    expect(press("<dialog open></dialog>")).toBe(false);
  });

  it("does nothing once they are turned off", () => {
    const listener = vi.fn();
    const stop = onShortcuts(listener);
    setShortcuts(false);
    expect(press("")).toBe(false);
    setShortcuts(true);
    expect(press("")).toBe(true);
    expect(listener).toHaveBeenCalledTimes(2);
    stop();
  });
});
