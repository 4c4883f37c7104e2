/**
 * Comment on a thread of 2,000: the box is at hand and stays where it is, and what was posted stays in view. Read through to its end, it
 * has few rows in the page and needs little memory, and is not fetched again after a pause. The newest are one click away, and a link
 * from outside leads to its comment.
 */
import assert from "node:assert/strict";
import { paused, runOut } from "./sessions.mjs";

const COUNT = 2_000;
const ROWS_AT_MOST = 80;
/** From a quarter of the thread to its end, with all that is kept of its comments. Their rows alone would take several times as much. */
const GROWTH_AT_MOST = 16_000_000;
const SOON_MS = 2_000;

/** How many times Tab has to be pressed from the post's menu to the box, at most `most`. */
async function tabsTo(page, field, most) {
  await page.getByRole("heading", { name: "A long thread" }).click();
  for (let tabs = 1; tabs <= most; tabs += 1) {
    await page.keyboard.press("Tab");
    if (await field.evaluate((each) => each === document.activeElement)) return tabs;
  }
  return Infinity;
}

async function moves(field, during) {
  const before = await field.boundingBox();
  await during();
  const after = await field.boundingBox();
  return Math.abs(after.y - before.y);
}

/** The bytes that the scripts of a page hold on to. */
async function heapOf(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  await session.detach();
  return usedSize;
}

/** Scrolls down until what was posted is at its place, and there once. */
async function readThrough(stage, page) {
  const list = page.getByRole("list", { name: "Comments" });
  const last = list.getByText("Half a sentence");
  let [rows, quarter] = [0, 0];
  await stage.until(
    async () => {
      const places = await list
        .locator("> li")
        .evaluateAll((all) => all.map((each) => Number(each.getAttribute("aria-posinset"))));
      rows = Math.max(rows, places.length);
      if (!quarter && Math.max(0, ...places) > COUNT / 4) quarter = await heapOf(page);
      await page.evaluate(
        () =>
          new Promise((drawn) => {
            window.scrollBy(0, 2_000);
            requestAnimationFrame(() => requestAnimationFrame(drawn));
          }),
      );
      return (await last.count()) === 1;
    },
    "the comment at its place",
    300_000,
  );
  const growth = (await heapOf(page)) - quarter;
  assert.ok(rows < ROWS_AT_MOST, `${rows} comments were in the page at once`);
  assert.ok(growth < GROWTH_AT_MOST, `${growth} bytes more at the end than at a quarter`);
}

/** F19: after a pause nothing of the thread is fetched again; what was written meanwhile is heard. */
async function goOn(stage, ada, post) {
  let asked = 0;
  const isPage = (url) => url.includes(`/posts/${post}/comments`);
  ada.page.on("request", (request) => (asked += Number(isPage(request.url()) && request.method() === "GET")));
  // Three minutes pass, in which nobody has pressed a key: this page pauses, and does not go on by itself.
  await ada.page.evaluate(() => {
    const now = performance.now.bind(performance);
    performance.now = () => now() + 180_000;
  });
  stage.isBroken = true; // what is asked for before it has gone on
  await runOut(ada.context);
  await paused(ada).waitFor();
  await ada.page.keyboard.press("ArrowUp");
  await paused(ada).waitFor({ state: "detached" });
  await ada.page.waitForLoadState("networkidle");
  stage.isBroken = false;
  assert.equal(asked, 0, `${asked} pages were fetched again`);
}

/** Somebody without an account follows a link to a comment in the middle. */
async function openFromOutside(stage, ada, post) {
  const { items } = await ada.call("GET", `/posts/${post}/comments?order=newest&limit=100`);
  const { id, content } = items.at(-1);
  const guest = await stage.visitor();
  await guest.open(`/posts/${post}?comment=${id}#comments`);
  const opened = guest.page.getByRole("region", { name: "The comment that you opened" });
  await opened.getByText(content, { exact: true }).waitFor();
  await guest.page.getByRole("list", { name: "Comments" }).getByText("Comment 0", { exact: true }).waitFor();
}

export default async function walk(stage) {
  const [ada, bob] = [await stage.person("Ada"), await stage.person("Bob")];
  const post = await bob.write("/posts", { title: "A long thread", content: "Some content" });
  await stage.ask("store comments", { author: bob.id, post, count: COUNT });
  await ada.open(`/posts/${post}`);
  await stage.heard(ada, "hello");
  const field = ada.page.getByLabel("Your comment");
  assert.ok((await tabsTo(ada.page, field, 20)) <= 20, "the box is many Tabs away");

  // Others write while one writes: nothing moves, and they are counted.
  const moved = await moves(field, async () => {
    await field.pressSequentially("Half a sen", { delay: 10 });
    for (const n of [1, 2]) await bob.write(`/posts/${post}/comments`, { content: `Meanwhile ${n}` });
    await ada.page.getByRole("button", { name: "2 new comments" }).waitFor();
    await field.pressSequentially("tence", { delay: 10 });
  });
  assert.ok(moved < 2, `the box moved by ${moved} px`);

  await ada.page.getByRole("button", { name: "Comment", exact: true }).click();
  const own = ada.page.getByText("Half a sentence");
  await own.waitFor();
  await ada.page.waitForTimeout(SOON_MS);
  assert.equal(await own.count(), 1, "the comment is there once");
  assert.ok(await own.isVisible());
  const { y } = await own.boundingBox();
  assert.ok(y > 0 && y < ada.page.viewportSize().height, `the comment is at ${y} px`);
  await stage.photograph(ada.page, "long-thread");

  await ada.page.getByRole("button", { name: "2 new comments" }).click();
  await ada.page.getByText("Meanwhile 2").waitFor();
  assert.equal(await ada.page.getByRole("button", { name: "new comments" }).count(), 0);

  await readThrough(stage, ada.page);
  assert.equal(await own.count(), 1);
  await goOn(stage, ada, post);
  await ada.page
    .getByRole("navigation", { name: "Order of the comments" })
    .getByRole("link", { name: "Newest" })
    .click();
  await ada.page.getByRole("listitem").filter({ hasText: "Half a sentence" }).first().waitFor();
  await openFromOutside(stage, ada, post);
}
