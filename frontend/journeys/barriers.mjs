/** What axe finds on a page. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const GRAVE = new Set(["serious", "critical"]);

/** Waits until no colour is on its way to another one: halfway it has a contrast that nobody sees. */
const settle = (page) =>
  page.evaluate(async () => {
    // With that the new styles are known, and what they change has begun.
    document.body.getBoundingClientRect();
    const moving = document.getAnimations().filter((each) => each instanceof CSSTransition);
    await Promise.all(moving.map(({ finished }) => finished.catch(() => undefined)));
  });

/** What is serious, a line each. */
export async function barriers(page) {
  await settle(page);
  // Evaluated from outside, where the policy of the page does not reach.
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  const grave = violations.filter(({ impact }) => GRAVE.has(impact));
  return grave.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${target.join(" ")}: ${failureSummary}`),
  );
}
