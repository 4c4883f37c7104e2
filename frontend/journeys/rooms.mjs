/**
 * F32: somebody who has talked with nobody makes a room: they look for people by name, and those hear what is said there. Its owner takes
 * somebody out and adds them again, renames it, and leaves: the others see it as it happens.
 */
import assert from "node:assert/strict";
import { barriers } from "./barriers.mjs";

const LONGEST = "Analytical".repeat(8);
const open = async (page, room = "The engine") => {
  await page.getByRole("button", { name: /^\d members?$/ }).click();
  return page.getByRole("dialog", { name: `Members of ${room}` });
};
const focusIsIn = (stage, locator, what) =>
  stage.until(() => locator.evaluate((each) => each.contains(document.activeElement)), `the focus on ${what}`);

async function changeMembers(stage, ada, bob, eve) {
  const dialog = await open(ada.page);
  const members = dialog.getByRole("list", { name: "Members", exact: true });
  await members.getByText("owner").waitFor();
  await stage.photograph(ada.page, "members");
  await dialog.getByRole("button", { name: "Remove Evelyn" }).click();
  await dialog.getByText("Evelyn is no longer in the room.").waitFor();
  await focusIsIn(stage, members, "the list, as the button is gone");
  await bob.page.getByText("2 members").waitFor();
  await eve.page.getByText("Not found").waitFor();
  // Bob sees who is there, and may change nothing but that he is.
  const seen = await open(bob.page);
  await seen.getByRole("link", { name: "Ada" }).waitFor();
  assert.equal(await seen.getByRole("button", { name: /^Remove|^Add|^Rename/ }).count(), 0);
  assert.equal(await seen.getByRole("textbox").count(), 0);
  const field = dialog.getByLabel("Add people by name");
  await field.fill("Evel");
  await dialog.getByRole("button", { name: "Add Evelyn" }).click();
  await dialog.getByText("Evelyn is in the room now.").waitFor();
  await focusIsIn(stage, field, "the field, for the next one");
  await seen.getByRole("link", { name: "Evelyn" }).waitFor();
  await seen.getByRole("button", { name: "Close" }).click();
  await focusIsIn(stage, bob.page.getByRole("button", { name: "3 members" }), "what has opened the dialog");
  await eve.page.getByRole("link", { name: /The engine/ }).waitFor();
}

/** A new name is shown at once to whoever gives it, and to the others when it holds. */
async function rename(stage, { page }, bob) {
  const called = (name) => page.getByRole("dialog", { name: `Members of ${name}` });
  const field = page.getByRole("dialog").getByLabel("Room name");
  let release;
  const held = new Promise((resolve) => (release = resolve));
  await page.route("**/api/v1/conversations/*", (route) =>
    route.request().method() === "PATCH" ? held.then(() => route.continue()) : route.fallback(),
  );
  await field.fill("  ");
  await field.press("Enter");
  await called("The engine").getByText("This field is required.").waitFor();
  await field.fill(" The mill ");
  await field.press("Enter");
  await called("The mill").getByText("Saving …").waitFor();
  await bob.page.getByRole("heading", { name: "The engine" }).waitFor();
  release();
  await called("The mill").getByText("Saved").waitFor();
  await focusIsIn(stage, field, "the field");
  await bob.page.getByRole("heading", { name: "The mill" }).waitFor();
  const list = bob.page.getByRole("navigation", { name: "Your conversations" });
  await list.getByText("The mill", { exact: true }).waitFor();
  await page.unrouteAll();
}

/** A name that cannot be sent is taken back, and can be sent again. */
async function renameInVain(stage, { page }, bob) {
  const called = (name) => page.getByRole("dialog", { name: `Members of ${name}` });
  stage.isBroken = true;
  await page.route("**/api/v1/conversations/*", (route) =>
    route.request().method() === "PATCH" ? route.abort() : route.fallback(),
  );
  await page.getByRole("dialog").getByLabel("Room name").fill(LONGEST);
  await page.getByRole("dialog").getByRole("button", { name: "Rename" }).click();
  await called("The mill").getByText("Not saved").waitFor();
  await page.unrouteAll();
  await called("The mill").getByRole("button", { name: "Try again" }).click();
  await called(LONGEST).getByText("Saved").waitFor();
  await bob.page.getByRole("heading", { name: LONGEST }).waitFor();
  stage.isBroken = false;
}

async function fitIntoANarrowWindow(stage, { page }) {
  const size = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  const dialog = page.getByRole("dialog", { name: `Members of ${LONGEST}` });
  const field = dialog.getByLabel("Room name");
  await field.scrollIntoViewIfNeeded();
  const { x, width } = await dialog.boundingBox();
  assert.ok(x >= 0 && x + width <= 320, "the dialog is inside the window");
  assert.ok(await dialog.evaluate((each) => each.scrollWidth <= each.clientWidth), "and nothing leaves it");
  assert.deepEqual(await barriers(page), []);
  await stage.photograph(page, "rename-320");
  await page.setViewportSize(size);
  await stage.photograph(page, "rename");
  await field.fill("The loom");
  await field.press("Enter");
  await page.getByRole("dialog", { name: "Members of The loom" }).getByText("Saved").waitFor();
}

async function leave(stage, ada, bob) {
  const { page } = ada;
  const leaves = () => page.getByRole("dialog").last().getByRole("button", { name: "Leave the room" }).click();
  await leaves();
  const question = page.getByRole("dialog", { name: "Leave The loom?" });
  await question.getByRole("button", { name: "Cancel" }).click();
  await question.waitFor({ state: "hidden" });
  await leaves();
  await question.getByRole("button", { name: "Leave the room" }).click();
  await page.waitForURL("**/chat");
  await focusIsIn(stage, page.locator("#content"), "the page");
  assert.equal(await page.getByRole("link", { name: /The loom/ }).count(), 0);
  // Who was there for longest owns the room now.
  await bob.page.getByText("2 members").waitFor();
  const own = await open(bob.page, "The loom");
  await own.getByRole("button", { name: "Remove Evelyn" }).waitFor();
  await own.getByRole("button", { name: "Rename" }).waitFor();
}

export default async function walk(stage) {
  const [ada, bob, eve] = [await stage.person("Ada"), await stage.person("Barnaby"), await stage.person("Evelyn")];
  const { page } = ada;
  await ada.open("/chat");
  await page.getByRole("button", { name: "New room" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Type the beginning of a name.").waitFor();
  await dialog.getByLabel("Room name").fill("The engine");
  for (const name of ["Barnaby", "Evelyn"]) {
    await dialog.getByLabel("Find people by name").fill(name.slice(0, 4));
    await dialog.getByRole("checkbox", { name: new RegExp(name) }).check();
  }
  // Who was chosen first is in sight while others are looked for.
  assert.equal(await dialog.getByRole("checkbox", { checked: true }).count(), 2);
  await stage.photograph(page, "new-room");
  await dialog.getByRole("button", { name: "Create room" }).click();
  await page.waitForURL("**/chat/*");
  await page.getByRole("textbox", { name: "Your message" }).fill("Hello all");
  await page.keyboard.press("Enter");
  for (const other of [bob, eve]) {
    await other.open(new URL(page.url()).pathname);
    await other.page.getByRole("log").getByText("Hello all").waitFor();
    await other.page.getByText("3 members").waitFor();
  }
  await changeMembers(stage, ada, bob, eve);
  await rename(stage, ada, bob);
  await renameInVain(stage, ada, bob);
  await fitIntoANarrowWindow(stage, ada);
  await leave(stage, ada, bob);
}
