import { describe, expect, it } from "vitest";
import { hueOf, patternOf } from "./pattern";

const idOf = (n: number) => (0x6743a1f0_9c1e4b00n * 0x1_0000_0000n + BigInt(n)).toString(16).padStart(24, "0");
const IDS = Array.from({ length: 1000 }, (_, n) => idOf(n));

describe("the pattern of somebody without a picture", () => {
  it("is the same for the same id", () => {
    expect(patternOf("a".repeat(24))).toBe(patternOf("a".repeat(24)));
    expect(hueOf("a".repeat(24))).toBe(hueOf("a".repeat(24)));
  });

  it("tells people apart who came one after the other", () => {
    const looks = new Set(IDS.map((id) => `${hueOf(id)} ${patternOf(id)}`));
    expect(looks.size).toBeGreaterThan(990);
    expect(new Set(IDS.slice(0, 100).map(hueOf)).size).toBe(12);
  });

  it("is neither nearly empty nor nearly full, and weighs little", () => {
    for (const path of IDS.map(patternOf)) {
      const cells = [...path.matchAll(/h(\d)v/g)].reduce((sum, [, width]) => sum + Number(width), 0);
      expect(cells).toBeGreaterThanOrEqual(6);
      expect(cells).toBeLessThanOrEqual(22);
      expect(path.length).toBeLessThan(220);
    }
  });

  it("is the mirror of itself", () => {
    const rows = (path: string) =>
      [...path.matchAll(/M(\d) (\d)h(\d)/g)].flatMap(([, x, y, width]) =>
        Array.from({ length: Number(width) }, (_, n) => `${Number(x) + n} ${y}`),
      );
    for (const path of IDS.slice(0, 50).map(patternOf)) {
      const cells = new Set(rows(path));
      for (const cell of cells) {
        const [x, y] = cell.split(" ");
        expect(cells).toContain(`${4 - Number(x)} ${y}`);
      }
    }
  });
});
