/** Every page in every look: a picture of it, no wider than its window, and nothing serious that axe finds. */
import assert from "node:assert/strict";
import { barriers } from "./barriers.mjs";
import { tour } from "./tour.mjs";

async function look(stage, page, name) {
  // Of an endless list only what is in the window is there.
  await stage.photograph(page, name, { fullPage: !/^(feed|own|user)-/.test(name) });
  const [inner, all] = await page.evaluate(() => [window.innerWidth, document.documentElement.scrollWidth]);
  const found = await barriers(page);
  if (all > inner) found.push(`${all} px wide in a window of ${inner}`);
  return found.map((each) => `${name}: ${each}`);
}

export default async function walk(stage) {
  const found = [];
  let pages = 0;
  stage.isBroken = true; // an address without a page is one of them
  await tour(stage, async (page, name) => {
    found.push(...(await look(stage, page, name)));
    pages += 1;
  });
  stage.isBroken = false;
  assert.deepEqual(found, []);
  assert.equal(pages, 72);
}
