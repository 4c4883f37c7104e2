import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { useIsEditable } from "./useIsEditable";

const NOW = Date.parse("2026-11-23T12:00:00.000Z");
const DAY_MS = 86_400_000;
const until = (inMs: number) => new Date(NOW + inMs).toISOString();
const pass = (ms: number) => act(() => vi.advanceTimersByTime(ms));

describe("whether something may be edited", () => {
  beforeEach(() => vi.useFakeTimers({ now: NOW }));
  afterEach(() => vi.useRealTimers());

  it("is always so without an end", () => {
    const { result } = renderHook(() => useIsEditable(null));
    pass(400 * DAY_MS);
    expect(result.current).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([60_000, 30 * DAY_MS])("ends by itself after %i ms, and not before", (ms) => {
    const { result } = renderHook(() => useIsEditable(until(ms)));
    pass(ms);
    expect(result.current).toBe(true);
    pass(1);
    expect(result.current).toBe(false);
  });

  it("is over at once when the end is past", () => {
    expect(renderHook(() => useIsEditable(until(-1))).result.current).toBe(false);
  });
});
