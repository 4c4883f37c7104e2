/**
 * Fast 3G, and a processor a quarter as fast: what is typed before the scripts are there is kept, the first click on a post shows that it is
 * coming, and nothing moves while a page builds up. States decide, never times.
 */
import assert from "node:assert/strict";
import { Stage } from "./stage.mjs";

const FAST_3G = { offline: false, latency: 562.5, downloadThroughput: 180_000, uploadThroughput: 84_375 };
/** Half of what Lighthouse calls good: a notice may come that the line is slow. */
const SHIFT_AT_MOST = 0.05;

async function slowDown({ context, page }) {
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", FAST_3G);
  await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
}

/** Counts in each page from its beginning how far things move that nobody has asked to move. */
const watchShifts = ({ context }) =>
  context.addInitScript(() => {
    window.shifted = { by: 0, what: [] };
    const note = ({ value, sources }) => {
      window.shifted.by += value;
      window.shifted.what.push(...sources.map(({ node }) => `${node?.nodeName} ${node?.textContent?.slice(0, 40)}`));
    };
    new PerformanceObserver((list) => {
      list
        .getEntries()
        .filter(({ hadRecentInput }) => !hadRecentInput)
        .forEach(note);
    }).observe({ type: "layout-shift", buffered: true });
  });

/** How far things have moved by the time nothing more is on its way, and all is drawn. */
async function shifts(page) {
  await page.waitForLoadState("networkidle");
  return page.evaluate(
    () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => drawn(window.shifted)))),
  );
}

/** Nothing moves while the feed builds up. */
async function standStill(page, post) {
  for (const path of ["/", `/posts/${post}`]) {
    await page.goto(Stage.BASE + path);
    const { by, what } = await shifts(page);
    assert.ok(by < SHIFT_AT_MOST, `things have moved by ${by} on ${path}: ${what}`);
  }
}

/** Typed while the scripts are on their way: it is there when they are, and can be posted. */
async function typeEarly(page) {
  await page.goto(Stage.BASE, { waitUntil: "commit" });
  const title = page.getByRole("textbox", { name: "Title", exact: true });
  await title.fill("Typed early");
  await page.getByRole("textbox", { name: "Your post" }).fill("on a slow line");
  assert.equal(await title.inputValue(), "Typed early");
  await page.getByRole("button", { name: "Post", exact: true }).click();
  await page.getByRole("list", { name: "Feed" }).getByRole("heading", { name: "Typed early" }).waitFor();
}

/** F26: the first click on a post reacts before the post is there. */
async function firstClick(page) {
  const seen = page.evaluate(
    () =>
      new Promise((shown) => {
        const look = () => document.querySelector(".page-progress") && shown(!location.pathname.startsWith("/posts/"));
        new MutationObserver(look).observe(document.body, { subtree: true, childList: true });
      }),
  );
  await page.getByRole("link", { name: "A post to open" }).click();
  assert.ok(await seen, "nothing has said that the post is coming");
  await page.waitForURL("**/posts/*");
  await page.getByText("A comment on it").waitFor();
}

export default async function walk(stage) {
  const ada = await stage.person("Ada");
  const post = await ada.write("/posts", { title: "A post to open", content: "Some content" });
  await ada.write(`/posts/${post}/comments`, { content: "A comment on it" });
  await watchShifts(ada);
  await slowDown(ada);
  await standStill(ada.page, post);
  await typeEarly(ada.page);
  await firstClick(ada.page);
}
