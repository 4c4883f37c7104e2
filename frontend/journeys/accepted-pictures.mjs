/** Pictures that are held against those that were accepted before: ACCEPTED is their folder, ACCEPT=1 takes the new ones instead. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import pixelmatch from "pixelmatch";
import { PNG } from "pngjs";

/**
 * Which part of a picture may differ, and by how much, of 1. A ground that is a step of 4 in 255 lighter is too much, and so is anything
 * that has moved; the edges of letters, which each version of the browser draws a little differently, are not.
 */
const TOLERANCES = [
  { threshold: 0.015, most: 0.02 },
  { threshold: 0.1, most: 0.0005 },
];

/** As few bytes as PNG has for it: without transparency, and each row as it is, which is best for even grounds. */
const pack = (picture) =>
  PNG.sync.write(picture, { colorType: 2, inputHasAlpha: true, filterType: 0, deflateLevel: 9, deflateStrategy: 0 });

/** What differs, in a sentence, and a picture of it; nothing when they are alike. */
function compare(accepted, taken) {
  const { width, height } = accepted;
  if (width !== taken.width || height !== taken.height)
    return { says: `${width} x ${height} pixels have become ${taken.width} x ${taken.height}` };
  for (const { threshold, most } of TOLERANCES) {
    const picture = new PNG({ width, height });
    const count = pixelmatch(accepted.data, taken.data, picture.data, width, height, { threshold });
    if (count > width * height * most) return { says: `${count} of ${width * height} pixels differ`, picture };
  }
  return null;
}

function write(path, picture) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, pack(picture));
}

export class Pictures {
  constructor(accepted, into, isAccepting) {
    Object.assign(this, { accepted, into, isAccepting, names: new Set(), complaints: [] });
  }

  /** Holds a picture against the accepted one of this name. */
  check(name, bytes) {
    if (this.names.has(name)) throw new Error(`two pictures are named ${name}`);
    this.names.add(name);
    const path = join(this.accepted, `${name}.png`);
    const taken = PNG.sync.read(bytes);
    if (!existsSync(path)) return this.complain(name, taken, { says: "none was accepted yet" });
    const found = compare(PNG.sync.read(readFileSync(path)), taken);
    if (found) this.complain(name, taken, found);
  }

  complain(name, taken, { says, picture }) {
    if (this.isAccepting) return write(join(this.accepted, `${name}.png`), taken);
    write(join(this.into, `${name}.png`), taken);
    if (picture) write(join(this.into, `${name}-difference.png`), picture);
    this.complaints.push(`${name}: ${says}`);
  }

  /** Those that were accepted and are taken no longer. */
  left() {
    if (!existsSync(this.accepted)) return [];
    const files = readdirSync(this.accepted, { recursive: true }).filter((path) => path.endsWith(".png"));
    return files.map((path) => path.slice(0, -".png".length)).filter((name) => !this.names.has(name));
  }

  /** Throws if one differs, is new, or is not taken any more. */
  verdict() {
    const left = this.left();
    if (this.isAccepting) return left.forEach((name) => rmSync(join(this.accepted, `${name}.png`)));
    this.complaints.push(...left.map((name) => `${name}: accepted, but not taken any more`));
    if (this.complaints.length > 0)
      throw new Error(
        `Components look different than accepted (${this.accepted}).\n${this.complaints.join("\n")}\n` +
          `Look at the new ones and at the differences in ${this.into}; if they are right, run: make pictures`,
      );
  }
}
