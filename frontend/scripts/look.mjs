/** Takes pictures of all pages, whole, into INTO; says which are wider than their window. Wants a running server: BASE. */
import { mkdirSync } from "node:fs";
import { tour } from "./tour.mjs";

const INTO = process.env.INTO ?? "screenshots";
mkdirSync(INTO, { recursive: true });

await tour(async (page, name, path) => {
  const [inner, all] = await page.evaluate(() => [window.innerWidth, document.documentElement.scrollWidth]);
  if (all > inner) console.log(`${path} is ${all} px wide in a window of ${inner}`);
  await page.screenshot({ path: `${INTO}/${name}.png`, fullPage: true });
});
process.exit();
