/** Scroll through 500 posts: none twice, none missing, few in the page; what is new is announced and moves nothing. */
import assert from "node:assert/strict";

const COUNT = 500;
const ROWS_AT_MOST = 60;

/** Scrolls to the end, and answers the ids in the order in which they came and how many were in the page at most. */
async function scrollThrough(stage, page) {
  const ids = [];
  let rows = 0;
  const end = page.getByText("You have seen everything.");
  await stage.until(
    async () => {
      const here = await page
        .locator("article[aria-labelledby]")
        .evaluateAll((all) => all.map((each) => each.getAttribute("aria-labelledby")));
      rows = Math.max(rows, here.length);
      for (const id of here) if (!ids.includes(id)) ids.push(id);
      // Less than the window is high, and drawn before the next look.
      const wasAtEnd = await page.evaluate(
        () =>
          new Promise((drawn) => {
            const { scrollHeight } = document.documentElement;
            const isAtEnd = window.scrollY + window.innerHeight >= scrollHeight - 1;
            window.scrollBy(0, 700);
            requestAnimationFrame(() => requestAnimationFrame(() => drawn(isAtEnd)));
          }),
      );
      return wasAtEnd && (await end.count()) > 0 && ids.length >= COUNT;
    },
    "the end of the feed",
    90_000,
  );
  return { ids: ids.map((id) => id.replace("post-", "")), rows };
}

async function allIds(person) {
  const ids = [];
  for (let cursor = ""; cursor !== null;) {
    const { items, next_cursor } = await person.call("GET", `/posts?limit=100${cursor && `&cursor=${cursor}`}`);
    ids.push(...items.map(({ id }) => id));
    cursor = next_cursor;
  }
  return ids;
}

async function announce(stage, ada, bob) {
  await ada.open("/");
  const place = ada.page.locator("article[aria-labelledby]").nth(2);
  await place.scrollIntoViewIfNeeded();
  await stage.heard(ada, "hello"); // it is in the room
  const [title, before] = [await place.getByRole("heading").textContent(), await place.boundingBox()];
  for (const n of [1, 2, 3]) await bob.write("/posts", { title: `New ${n}`, content: "Some content" });
  const bar = ada.page.getByRole("button", { name: "3 new posts" });
  await bar.waitFor();
  const same = ada.page.getByRole("article", { name: title });
  const after = await same.boundingBox();
  assert.ok(Math.abs(after.y - before.y) < 60, `it moved by ${after.y - before.y} px`);
  await bar.click();
  await ada.page.getByRole("heading", { name: "New 3" }).waitFor();
  assert.equal(
    await ada.page.getByRole("list", { name: "Feed" }).getByRole("article").first().getByRole("heading").textContent(),
    "New 3",
  );
}

export default async function walk(stage) {
  const [ada, bob] = [await stage.person("Ada"), await stage.person("Bob")];
  await stage.ask("store posts", { author: bob.id, count: COUNT });
  await ada.open("/");
  const { ids, rows } = await scrollThrough(stage, ada.page);
  const expected = await allIds(ada);
  assert.ok(expected.length >= COUNT);
  assert.deepEqual(ids, expected);
  assert.ok(rows < ROWS_AT_MOST, `${rows} posts were in the page at once`);
  await announce(stage, ada, bob);
}
