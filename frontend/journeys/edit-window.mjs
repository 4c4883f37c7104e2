/** Edit is offered until the window is over, and then not any more, without a reload; what was typed too late is not lost. */
import assert from "node:assert/strict";

const item = (page, name) => page.getByRole("menuitem", { name, exact: true });

async function openMenu(page, what) {
  await page.getByRole("button", { name: `${what} actions` }).click();
  await item(page, "Delete").waitFor();
}

export default async function walk(stage) {
  const ada = await stage.person("Ada");
  const post = await ada.write("/posts", { title: "A title", content: "Some content" });
  await ada.write(`/posts/${post}/comments`, { content: "A comment" });
  const { created_at, editable_until } = await ada.call("GET", `/posts/${post}`);
  assert.ok(Date.parse(editable_until) > Date.parse(created_at));
  const { page } = ada;
  await page.goto(`${stage.constructor.BASE}/posts/${post}`);
  await openMenu(page, "Comment");
  await item(page, "Edit").click();
  await page.getByRole("textbox", { name: "Edit comment" }).fill("Thought of too late");
  await openMenu(page, "Post");
  await item(page, "Edit").waitFor();
  // The open menu loses it, and so does one that is opened later.
  await item(page, "Edit").waitFor({ state: "detached" });
  assert.ok(Date.now() >= Date.parse(editable_until) - 1_000);
  await item(page, "Delete").waitFor();
  await page.keyboard.press("Escape");
  await page.waitForTimeout(2_000); // the comment is younger than the post
  stage.isBroken = true; // a save that is refused
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("A comment can be edited for 30 seconds after it was written.").waitFor();
  stage.isBroken = false;
  await page.getByText("A comment", { exact: true }).waitFor();
  await openMenu(page, "Comment");
  assert.equal(await item(page, "Edit").count(), 0);
  await page.reload();
  await openMenu(page, "Post");
  assert.equal(await item(page, "Edit").count(), 0);
}
