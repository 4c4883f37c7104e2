/** The history of a post and of a comment: by mouse and keyboard, live, page by page, when it cannot be had, by a guest on a phone. */
import assert from "node:assert/strict";
import { barriers } from "./barriers.mjs";

const EDITS = 24;
const BUTTON = "edited, show history";

async function edit(stage, who, path, body) {
  const { id } = await who.call("PATCH", path, body);
  await stage.until(async () => (await who.call("GET", `/writes/${id}`)).state === "applied");
}

const ofPost = (page) => page.getByRole("article").filter({ has: page.getByRole("heading", { level: 1 }) });
const dialog = (page) => page.getByRole("dialog", { name: "Edit history" });
const rows = (page) => dialog(page).getByRole("listitem");
const has = (stage, page, count) =>
  stage.until(async () => (await rows(page).count()) === count, `${count} versions in the dialog`);

async function lookAtPost(stage, ada, bob, post) {
  const { page } = bob;
  const opener = ofPost(page).getByRole("button", { name: BUTTON });
  await opener.focus();
  await page.keyboard.press("Enter");
  await has(stage, page, 3);
  await dialog(page).locator("del", { hasText: "plain" }).waitFor();
  await dialog(page).locator("ins", { hasText: "fine" }).waitFor();
  assert.match(await rows(page).last().innerText(), /First version.*\s+A title\s+Some plain content/);
  assert.deepEqual(await barriers(page), []);
  await stage.photograph(page, "history");
  // Edited once more while Bob looks.
  await edit(stage, ada, `/posts/${post}`, { content: "Some very fine content" });
  await has(stage, page, 4);
  await dialog(page).locator("ins", { hasText: "very" }).waitFor();
  await page.keyboard.press("Escape");
  await dialog(page).waitFor({ state: "hidden" });
  assert.ok(await opener.evaluate((button) => button === document.activeElement), "the focus is back at the button");
}

async function lookAtComment(stage, bob) {
  const { page } = bob;
  const opener = page.getByRole("article").filter({ hasText: "Version" }).getByRole("button", { name: BUTTON });
  // First the history cannot be had.
  stage.isBroken = true;
  await page.route("**/history*", (route) => route.abort());
  await opener.click();
  await dialog(page).getByRole("alert").filter({ hasText: "Could not load the history." }).waitFor();
  await page.unroute("**/history*");
  await dialog(page).getByRole("button", { name: "Try again" }).click();
  await has(stage, page, 20);
  stage.isBroken = false;
  await dialog(page).getByRole("button", { name: "Show earlier versions" }).click();
  await has(stage, page, EDITS + 1);
  assert.match(await rows(page).last().innerText(), /First version.*\s+Version 0/);
  await dialog(page).getByRole("button", { name: "Close" }).click();
  await dialog(page).waitFor({ state: "hidden" });
}

async function lookAsGuestOnPhone(stage, post) {
  const phone = await stage.visitor({ viewport: { width: 320, height: 640 }, colorScheme: "dark" });
  await phone.open(`/posts/${post}`);
  await ofPost(phone.page).getByRole("button", { name: BUTTON }).click();
  await has(stage, phone.page, 4);
  assert.deepEqual(await barriers(phone.page), []);
  const { x, width } = await dialog(phone.page).boundingBox();
  assert.ok(x >= 0 && x + width <= 320, "the dialog is inside the window");
  await stage.photograph(phone.page, "history-phone-dark");
}

export default async function walk(stage) {
  const [ada, bob] = [await stage.person("Ada"), await stage.person("Bob")];
  const post = await ada.write("/posts", { title: "A title", content: "Some plain content" });
  const comment = await ada.write(`/posts/${post}/comments`, { content: "Version 0" });
  await bob.open(`/posts/${post}`);
  assert.equal(await bob.page.getByRole("button", { name: BUTTON }).count(), 0);
  await edit(stage, ada, `/posts/${post}`, { content: "Some fine content" });
  await edit(stage, ada, `/posts/${post}`, { title: "A better title" });
  for (let n = 1; n <= EDITS; n += 1) await edit(stage, ada, `/comments/${comment}`, { content: `Version ${n}` });
  await bob.page.getByText(`Version ${EDITS}`).waitFor();
  await lookAtPost(stage, ada, bob, post);
  await lookAtComment(stage, bob);
  await lookAsGuestOnPhone(stage, post);
}
