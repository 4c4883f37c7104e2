/** Comment on a thread of 200: the box is at hand and stays where it is, and what was posted stays in view. */
import assert from "node:assert/strict";

const COUNT = 200;
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

  // Scrolled down to its place, it is there once.
  const last = ada.page.getByRole("list", { name: "Comments" }).getByText("Half a sentence");
  await stage.until(
    async () => {
      await ada.page.evaluate(() => window.scrollBy(0, 2_000));
      return (await last.count()) === 1;
    },
    "the comment at its place",
    60_000,
  );
  assert.equal(await own.count(), 1);
}
