/** A moderator removes a comment and a post of somebody else's, who sees it at once and is told of it, but not by whom. */
import assert from "node:assert/strict";
import { barriers } from "./barriers.mjs";

const card = (page, text) => page.getByRole("article").filter({ hasText: text }).last();
const actions = (page, text) => card(page, text).getByRole("button", { name: /^(Post|Comment) actions$/ });

async function remove(page, text) {
  await actions(page, text).last().click();
  await page.getByRole("menuitem", { name: "Remove" }).waitFor();
  assert.equal(await page.getByRole("menuitem", { name: "Edit" }).count(), 0);
  await page.getByRole("menuitem", { name: "Remove" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("will be told that a moderator removed it").waitFor();
  assert.deepEqual(await barriers(page), []);
  await dialog.getByRole("button", { name: "Remove" }).click();
}

async function readInbox(stage, page, count) {
  await page.getByRole("link", { name: /Inbox$/ }).click();
  const notices = page.getByRole("list", { name: "Inbox" }).getByRole("listitem");
  await stage.until(async () => (await notices.count()) === count, `${count} notices`);
  return notices;
}

export default async function walk(stage) {
  const [ada, eve] = [await stage.person("Ada"), await stage.person("Eve")];
  const post = await ada.write("/posts", { title: "A title", content: "Some content" });
  await ada.write(`/posts/${post}/comments`, { content: "Something rude" });
  const address = `/posts/${post}`;
  await eve.open(address);
  await card(eve.page, "Something rude").waitFor();
  await actions(eve.page, "Something rude").last().click();
  await eve.page.getByRole("menuitem", { name: "Report" }).waitFor();
  assert.equal(await eve.page.getByRole("menuitem").count(), 1, "nobody else may do more than report it");
  await eve.page.keyboard.press("Escape");
  await stage.ask("make moderator", { user: eve.id });
  await eve.page.reload();
  await ada.open(address);
  await stage.heard(ada, "hello");
  await card(ada.page, "Something rude").waitFor();

  await remove(eve.page, "Something rude");
  for (const { page } of [eve, ada]) await page.getByText("Something rude").waitFor({ state: "detached" });
  await ada.page.getByRole("navigation", { name: "Main" }).getByText("1 unread notice", { exact: true }).waitFor();
  const [told] = await (await readInbox(stage, ada.page, 1)).all();
  assert.match(await told.innerText(), /A moderator removed your comment\s*New[\s\S]*Something rude/);
  assert.equal(await ada.page.getByText("Eve").count(), 0, "nobody says who it was");
  await stage.photograph(ada.page, "moderation");
  await told.getByRole("link").click();
  await ada.page.waitForURL(new RegExp(`${address}$`));

  await remove(eve.page, "A title");
  await eve.page.waitForURL(/\/$/);
  await ada.page.getByText("This post is no longer available.").waitFor();
  const notices = await readInbox(stage, ada.page, 2);
  assert.match(await notices.first().innerText(), /A moderator removed your post[\s\S]*A title/);
  assert.equal(await notices.getByRole("link").count(), 0, "what they led to is gone");
}
