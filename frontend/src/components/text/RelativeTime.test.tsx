import { act, render, screen } from "@testing-library/react";
import { renderToString } from "react-dom/server";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { RelativeTime } from "./RelativeTime";
import { sayClock, sayDay, sayWhen } from "./relative-time";

const NOW = new Date("2026-11-23T12:00:00Z");
const ago = (ms: number) => new Date(NOW.getTime() - ms);

describe("relative time", () => {
  beforeEach(() => void vi.useFakeTimers({ now: NOW }));
  afterEach(() => void vi.useRealTimers());

  it.each([
    [5_000, "now"],
    [-5_000, "now"],
    [61_000, "1m ago"],
    [3 * 3_600_000, "3h ago"],
    [25 * 3_600_000, "Sun"],
    [9 * 86_400_000, "Nov 14"],
    [400 * 86_400_000, "Oct 19, 2025"],
  ])("%i ms are %s", (ms, said) => expect(sayWhen(ago(ms), NOW, "UTC")).toBe(said));

  it.each([
    [0, "Today"],
    [13 * 3_600_000, "Yesterday"],
    [3 * 86_400_000, "Friday, November 20"],
    [400 * 86_400_000, "Sunday, October 19, 2025"],
  ])("%i ms before are on %s", (ms, said) => expect(sayDay(ago(ms), NOW, "UTC")).toBe(said));

  it("goes by the year in the zone of the reader", () => {
    const turn = new Date("2026-01-01T02:00:00Z");
    expect(sayWhen(turn, NOW, "UTC")).toBe("Jan 1");
    expect(sayWhen(turn, NOW, "America/New_York")).toBe("Dec 31, 2025");
  });

  it("says the time of day in the zone of the reader", () => {
    expect(sayClock(NOW, "UTC")).toMatch(/^12:00\sPM$/);
    expect(sayClock(NOW, "Asia/Tokyo")).toMatch(/^9:00\sPM$/);
  });

  it("stays true while time goes by", () => {
    render(<RelativeTime at={ago(30_000).toISOString()} />);
    expect(screen.getByText("now").getAttribute("datetime")).toBe(ago(30_000).toISOString());
    act(() => void vi.advanceTimersByTime(31_000));
    expect(screen.getByText("1m ago")).toBeTruthy();
  });

  it("says first what the server said", () => {
    const element = <RelativeTime at={ago(30_000).toISOString()} renderedAt={NOW.toISOString()} />;
    const onServer = renderToString(element);
    vi.setSystemTime(NOW.getTime() + 600_000);
    expect(renderToString(element)).toBe(onServer);
  });
});
