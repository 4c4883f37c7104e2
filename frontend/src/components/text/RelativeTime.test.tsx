import { act, render, screen } from "@testing-library/react";
import { renderToString } from "react-dom/server";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { RelativeTime } from "./RelativeTime";
import { sayWhen } from "./relative-time";

const NOW = new Date("2026-11-23T12:00:00Z");
const ago = (ms: number) => new Date(NOW.getTime() - ms);

describe("relative time", () => {
  beforeEach(() => void vi.useFakeTimers({ now: NOW }));
  afterEach(() => void vi.useRealTimers());

  it.each([
    [5_000, "now"],
    [-5_000, "now"],
    [61_000, "1 min. ago"],
    [3 * 3_600_000, "3 hr. ago"],
    [25 * 3_600_000, "yesterday"],
    [9 * 86_400_000, "Nov 14, 2026"],
  ])("%i ms are %s", (ms, said) => expect(sayWhen(ago(ms), NOW, "UTC")).toBe(said));

  it("stays true while time goes by", () => {
    render(<RelativeTime at={ago(30_000).toISOString()} />);
    expect(screen.getByText("now").getAttribute("datetime")).toBe(ago(30_000).toISOString());
    act(() => void vi.advanceTimersByTime(31_000));
    expect(screen.getByText("1 min. ago")).toBeTruthy();
  });

  it("says first what the server said", () => {
    const element = <RelativeTime at={ago(30_000).toISOString()} renderedAt={NOW.toISOString()} />;
    const onServer = renderToString(element);
    vi.setSystemTime(NOW.getTime() + 600_000);
    expect(renderToString(element)).toBe(onServer);
  });
});
