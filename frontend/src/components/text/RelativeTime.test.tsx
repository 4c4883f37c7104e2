import { act, render, screen } from "@testing-library/react";
import { renderToString } from "react-dom/server";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { RelativeTime } from "./RelativeTime";
import { datesIn } from "./dates";
import { InEnglish } from "@/i18n/testing";

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
  ])("%i ms are %s", (ms, said) => expect(datesIn("en").when(ago(ms), NOW, "UTC")).toBe(said));

  it.each([
    [0, "Today"],
    [13 * 3_600_000, "Yesterday"],
    [3 * 86_400_000, "Friday, November 20"],
    [400 * 86_400_000, "Sunday, October 19, 2025"],
  ])("%i ms before are on %s", (ms, said) => expect(datesIn("en").day(ago(ms), NOW, "UTC")).toBe(said));

  it.each([
    [5_000, "jetzt"],
    [61_000, "vor 1 Min."],
    [3 * 3_600_000, "vor 3 Std."],
    [25 * 3_600_000, "So"],
    [9 * 86_400_000, "14. Nov."],
    [400 * 86_400_000, "19. Okt. 2025"],
  ])("%i ms are %s in German", (ms, said) => {
    expect(datesIn("de").when(ago(ms), NOW, "UTC")).toBe(said);
  });

  it.each([
    [0, "Heute"],
    [13 * 3_600_000, "Gestern"],
    [3 * 86_400_000, "Freitag, 20. November"],
  ])("%i ms before are on %s in German", (ms, said) => {
    expect(datesIn("de").day(ago(ms), NOW, "UTC")).toBe(said);
  });

  it("goes by the year in the zone of the reader", () => {
    const turn = new Date("2026-01-01T02:00:00Z");
    expect(datesIn("en").when(turn, NOW, "UTC")).toBe("Jan 1");
    expect(datesIn("en").when(turn, NOW, "America/New_York")).toBe("Dec 31, 2025");
  });

  it("says the time of day in the zone of the reader", () => {
    expect(datesIn("en").clock(NOW, "UTC")).toMatch(/^12:00\sPM$/);
    expect(datesIn("en").clock(NOW, "Asia/Tokyo")).toMatch(/^9:00\sPM$/);
  });

  it("stays true while time goes by", () => {
    render(<RelativeTime at={ago(30_000).toISOString()} />, { wrapper: InEnglish });
    expect(screen.getByText("now").getAttribute("datetime")).toBe(ago(30_000).toISOString());
    act(() => void vi.advanceTimersByTime(31_000));
    expect(screen.getByText("1m ago")).toBeTruthy();
  });

  it("says first what the server said", () => {
    const time = <RelativeTime at={ago(30_000).toISOString()} renderedAt={NOW.toISOString()} />;
    const element = <InEnglish>{time}</InEnglish>;
    const onServer = renderToString(element);
    vi.setSystemTime(NOW.getTime() + 600_000);
    expect(renderToString(element)).toBe(onServer);
  });
});
