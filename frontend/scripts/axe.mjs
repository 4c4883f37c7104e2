/** Looks for what keeps people out, on all pages, with axe; fails on anything serious. Wants a running server: BASE. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tour } from "./tour.mjs";

const SOURCE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const GRAVE = new Set(["serious", "critical"]);
let checked = 0;

function tell(name, { id, impact, help, nodes }) {
  console.log(`${name} ${impact} ${id}: ${help}`);
  for (const { target, failureSummary } of nodes) console.log(`  ${target.join(" ")}\n    ${failureSummary.replaceAll("\n", "\n    ")}`);
  if (GRAVE.has(impact)) process.exitCode = 1;
}

await tour(async (page, name) => {
  // Evaluated from outside, where the policy of the page does not reach.
  await page.evaluate(SOURCE);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  violations.forEach((violation) => tell(name, violation));
  checked += 1;
});
console.log(`${checked} pages checked`);
process.exit();
