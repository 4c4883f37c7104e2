/** What people like comes first, in the feed and in a thread, and its pages go on where they were. */
import assert from "node:assert/strict";
import { Stage } from "./stage.mjs";

const TITLES = (page) => page.getByRole("list", { name: "Feed" }).getByRole("heading", { level: 2 });

async function like(stage, person, path) {
  await person.call("PUT", `${path}/like`);
  await stage.until(async () => (await person.call("GET", path)).like_count > 0, `the like of ${path}`);
}

export default async function walk(stage) {
  const [ada, guest] = [await stage.person("Ada"), await stage.visitor()];
  const liked = await ada.write("/posts", { title: "The liked one", content: "c" });
  await ada.write("/posts", { title: "The later one", content: "c" });
  await like(stage, ada, `/posts/${liked}`);
  const comments = [];
  for (const n of [1, 2]) comments.push(await ada.write(`/posts/${liked}/comments`, { content: `Comment ${n}` }));
  await like(stage, ada, `/comments/${comments[1]}`);

  const { page } = guest;
  await guest.open("/");
  await page.getByRole("navigation", { name: "Order of the feed" }).getByRole("link", { name: "Top" }).click();
  await page.waitForURL("**/?order=top");
  await page.getByRole("link", { name: "Week", exact: true }).and(page.locator("[aria-current=page]")).waitFor();
  // The present edition may be some seconds older than the like.
  await stage.until(async () => {
    await page.reload();
    const titles = await TITLES(page).allTextContents();
    const [better, worse] = ["The liked one", "The later one"].map((title) => titles.indexOf(title));
    return better >= 0 && (worse < 0 || better < worse);
  }, "the liked one before the later one");
  await stage.photograph(page, "top");
  await page.getByRole("link", { name: "Hot" }).click();
  await page.waitForURL("**/?order=hot");
  await page.getByRole("heading", { name: "The later one" }).first().waitFor();

  await guest.open(`/posts/${liked}`);
  await page.getByRole("navigation", { name: "Order of the comments" }).getByRole("link", { name: "Top" }).click();
  await page.waitForURL("**?order=top");
  const thread = page.getByRole("list", { name: "Comments" });
  await stage.until(
    async () => (await thread.innerText()).indexOf("Comment 2") < (await thread.innerText()).indexOf("Comment 1"),
  );
  // One's own comment shows at once in each order.
  await ada.page.goto(`${Stage.BASE}/posts/${liked}?order=newest`);
  await ada.page.getByRole("textbox", { name: "Your comment" }).fill("Comment 3");
  await ada.page.getByRole("button", { name: "Comment", exact: true }).click();
  await ada.page.getByText("Comment 3").waitFor();
  assert.equal(await ada.page.getByText("Comment 3").count(), 1);
}
