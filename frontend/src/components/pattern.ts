const HUES = 12;
const SIDE = 5;
/** The left half of a row and its middle; the right half is its mirror. */
const COLUMNS = 3;
const FEWEST = 6;
const MOST = 11;

/** FNV-1a, and then mixed: ids that were made one after the other differ in their last letter only. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const letter of text) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

const countOf = (bits: number): number => bits.toString(2).replaceAll("0", "").length;

/** Fifteen cells that are neither nearly empty nor nearly full. */
function cellsOf(id: string): number {
  for (let attempt = 0; ; attempt++) {
    const cells = hashOf(`${id}:${attempt}`) >>> 17;
    const count = countOf(cells);
    if (count >= FEWEST && count <= MOST) return cells;
  }
}

/** One of twelve grounds. */
export const hueOf = (id: string): number => hashOf(id) % HUES;

/** The pattern of an id as an SVG path in a square of five by five: the same for the same id, everywhere. */
export function patternOf(id: string): string {
  const cells = cellsOf(id);
  const isOn = (x: number, y: number) => ((cells >> (y * COLUMNS + Math.min(x, SIDE - 1 - x))) & 1) === 1;
  let path = "";
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      if (!isOn(x, y)) continue;
      const from = x;
      while (x + 1 < SIDE && isOn(x + 1, y)) x++;
      path += `M${from} ${y}h${x + 1 - from}v1h-${x + 1 - from}z`;
    }
  }
  return path;
}
