/** Where a newcomer's first post is held: they alone see it, a moderator approves it, and it comes to a reader who is there. */
import assert from "node:assert/strict";
import { barriers } from "./barriers.mjs";

const HELD = "Waiting for a moderator: only you see it.";

async function post(stage, { page }, title) {
  await page.getByRole("textbox", { name: "Title", exact: true }).fill(title);
  await page.getByRole("textbox", { name: "Your post" }).fill("Some content");
  await page.getByRole("button", { name: "Post", exact: true }).click();
  await page.getByText(HELD).waitFor();
  await stage.quiet(page);
}

/** Approves what waits in the page, by its button. */
async function approve(stage, { page }) {
  await page.getByRole("link", { name: "Waiting" }).click();
  await page.getByRole("article", { name: "My first post" }).waitFor();
  assert.deepEqual(await barriers(page), []);
  await stage.photograph(page, "held-waiting");
  await page.getByRole("button", { name: "Show it" }).click();
  await page.getByText("Everybody sees it now.").waitFor();
  await page.getByText("Nothing waits", { exact: true }).waitFor();
}

/** Rejects what waits, by keyboard. */
async function reject(stage, mo, reason) {
  const { page } = mo;
  await mo.open("/moderation/waiting");
  await page.getByRole("article", { name: "Buy this" }).waitFor();
  await stage.quiet(page);
  await page.keyboard.press("j");
  await page.keyboard.press("r");
  const dialog = page.getByRole("dialog", { name: "Reject this post?" });
  await dialog.getByLabel("What its author is told").and(page.locator(":focus")).fill(reason);
  assert.deepEqual(await barriers(page), []);
  await stage.photograph(page, "held-reject");
  await dialog.getByRole("button", { name: "Reject" }).click();
  await page.getByText("Rejected. Its author is told why.").waitFor();
}

async function look(stage, mo) {
  const [{ id }] = (await mo.call("GET", "/moderation/held")).items;
  await mo.open(`/posts/${id}`);
  await mo.page.getByText("only its author and moderators see it (first)").waitFor();
  await mo.page.emulateMedia({ colorScheme: "dark" });
  await mo.page.setViewportSize({ width: 390, height: 844 });
  assert.deepEqual(await barriers(mo.page), []);
  await stage.photograph(mo.page, "held-phone");
}

export default async function walk(stage) {
  const [ada, bob, mo] = [await stage.person("Ada"), await stage.person("Bob"), await stage.person("Mo")];
  await stage.ask("make moderator", { user: mo.id });
  for (const person of [ada, bob]) {
    await person.open("/");
    await stage.heard(person, "hello");
  }
  await post(stage, ada, "My first post");
  assert.deepEqual(await barriers(ada.page), []);
  await stage.photograph(ada.page, "held");
  await bob.page.reload();
  await stage.heard(bob, "hello");
  assert.equal(await bob.page.getByText("My first post").count(), 0, "nobody else sees it");

  await ada.page.goto(`${new URL(ada.page.url()).origin}/users/${ada.id}`);
  await ada.page.getByText(HELD).waitFor();
  assert.deepEqual(await barriers(ada.page), []);
  await stage.photograph(ada.page, "held-own");
  await ada.page.getByRole("heading", { name: "My first post" }).waitFor();
  await look(stage, mo);
  await ada.open("/");
  await stage.heard(ada, "hello");

  await mo.open("/moderation");
  await approve(stage, mo);
  for (const { page } of [ada, bob]) {
    await page.getByRole("button", { name: "1 new post" }).click();
    await page.getByRole("heading", { name: "My first post" }).waitFor();
    assert.equal(await page.getByText(HELD).count(), 0);
  }

  await bob.page.getByRole("textbox", { name: "Title", exact: true }).waitFor();
  await post(stage, bob, "Buy this");
  await reject(stage, mo, "It is an advertisement");
  await bob.page.getByRole("navigation", { name: "Main" }).getByText("1 unread notice", { exact: true }).waitFor();
  await bob.page.getByRole("link", { name: /Inbox$/ }).click();
  await bob.page.getByText("Reason: It is an advertisement").waitFor();
}
