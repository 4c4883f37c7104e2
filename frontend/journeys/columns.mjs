/** Three columns where there is room for them, in both directions; nothing moves while a page comes; a name tells who that is. */
import assert from "node:assert/strict";
import { Stage } from "./stage.mjs";

const CONTENT_PX = 640;
const FRAME_PX = 1184;

const main = (page) => page.getByRole("main");
const places = (page) => page.getByRole("navigation", { name: "Main" });
const rail = (page) => page.getByRole("banner");
const beside = (page) => page.getByRole("complementary", { name: "More to read" });

async function notWiderThanTheWindow(page, width) {
  const all = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(all <= width, `${all} px in a window of ${width}`);
}

async function threeColumns(page, width, isTurned) {
  const boxes = await Promise.all([rail(page), main(page), beside(page)].map((each) => each.boundingBox()));
  const [left, middle, right] = isTurned ? boxes.toReversed() : boxes;
  assert.ok(left.x + left.width <= middle.x && middle.x + middle.width <= right.x, `they overlap at ${width}`);
  assert.ok(middle.width <= CONTENT_PX, `the content is ${middle.width} px wide`);
  assert.ok(right.x + right.width - left.x <= FRAME_PX, `the frame is wider than ${FRAME_PX} px`);
  for (const row of await places(page).getByRole("link").all()) assert.ok((await row.boundingBox()).height >= 44);
}

async function atEachWidth(stage, { page }) {
  for (const width of [390, 768, 1024, 1280, 1920]) {
    await page.setViewportSize({ width, height: 900 });
    await notWiderThanTheWindow(page, width);
    assert.equal(await beside(page).isVisible(), width >= 1024);
    if (width >= 1024) await threeColumns(page, width, false);
    await stage.photograph(page, `columns-${width}`);
  }
  await page.evaluate(() => (document.documentElement.dir = "rtl"));
  await threeColumns(page, 1920, true);
  await stage.photograph(page, "columns-rtl");
  await page.evaluate(() => document.documentElement.removeAttribute("dir"));
}

/** How far things moved that nobody has moved, from the first byte until the page is quiet. */
async function nothingMoves({ page }, path) {
  await page.goto(Stage.BASE + path, { waitUntil: "networkidle" });
  assert.ok((await page.evaluate(() => window.shifted)) < 0.01, `${path}: things move`);
}

const COUNT_SHIFTS = () => {
  window.shifted = 0;
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) window.shifted += value;
  }).observe({ type: "layout-shift", buffered: true });
};

/** Chat has all the room beside the rail. */
async function chatIsWide({ page }) {
  await page.goto(`${Stage.BASE}/chat`);
  assert.equal(await beside(page).count(), 0);
  assert.ok((await main(page).boundingBox()).width > CONTENT_PX);
}

/** With the keyboard: the card of a name, what is in it, and out again. */
async function whoThatIs(stage, ada, page) {
  await page.goto(Stage.BASE);
  const name = page.getByRole("article").first().getByRole("link", { name: "Ada Lovelace", exact: true });
  await page.getByRole("navigation", { name: "Order of the feed" }).getByRole("link").last().focus();
  await stage.until(async () => {
    await page.keyboard.press("Tab");
    return name.evaluate((each) => each === document.activeElement);
  }, "the name to be reached");
  const card = page.getByRole("group", { name: "About Ada Lovelace" });
  await card.getByText("0 followers").waitFor();
  await stage.photograph(page, "person-card");
  await card.getByRole("button", { name: "Follow Ada Lovelace" }).press("Enter");
  await card.getByText("1 follower", { exact: true }).waitFor();
  await page.keyboard.press("Escape");
  await card.waitFor({ state: "detached" });
  await stage.until(
    async () => (await ada.call("GET", `/users/${ada.id}`)).follower_count === 1,
    "the follow to be written",
  );
}

/** Most liked, beside each page; gone once it is deleted. */
async function topOfTheWeek(ada, page, post) {
  const top = beside(page).getByRole("link", { name: "Liked by many" });
  await top.waitFor();
  await top.click();
  await page.waitForURL(`**/posts/${post}`);
  await page.getByRole("heading", { level: 1, name: "Liked by many" }).waitFor();
  await ada.call("DELETE", `/posts/${post}`);
  await page.getByText("This post is no longer available.").waitFor();
  await top.waitFor({ state: "detached" });
}

export default async function walk(stage) {
  const size = { viewport: { width: 1280, height: 900 } };
  const [ada, bob] = [await stage.person("Ada Lovelace"), await stage.person("Bob", size)];
  const post = await ada.write("/posts", { title: "Liked by many", content: "Some content" });
  for (const person of [ada, bob]) await person.call("PUT", `/posts/${post}/like`);
  await stage.until(async () => (await ada.call("GET", `/posts/${post}`)).like_count === 2, "two likes");
  await bob.page.addInitScript(COUNT_SHIFTS);
  for (const path of ["/", `/posts/${post}`, `/users/${ada.id}`]) await nothingMoves(bob, path);
  await whoThatIs(stage, ada, bob.page);
  await atEachWidth(stage, bob);
  await chatIsWide(bob);
  await bob.page.setViewportSize(size.viewport);
  await stage.until(async () => {
    await bob.open("/");
    return beside(bob.page).getByRole("link", { name: "Liked by many" }).count();
  }, "the ranking of the week");
  await topOfTheWeek(ada, bob.page, post);
}
