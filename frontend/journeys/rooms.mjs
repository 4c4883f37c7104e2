/**
 * F32: somebody who has talked with nobody makes a room and invites people whom they find by name. Those accept, and hear what is said
 * there, or decline, and are not asked again. Its owner takes somebody out, invites others, renames it, and leaves: everybody sees it as
 * it happens.
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

async function changeMembers(stage, ada, bob, eve, dot) {
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
  assert.equal(await seen.getByRole("button", { name: /^Remove|^Invite|^Withdraw|^Rename/ }).count(), 0);
  assert.equal(await seen.getByRole("textbox").count(), 0);
  await inviteInVain(stage, ada, seen, eve);
  await invite(ada, "Dorothea");
  await accept(stage, dot, "The engine");
  await seen.getByRole("link", { name: "Dorothea" }).waitFor();
  await seen.getByRole("button", { name: "Close" }).click();
  await focusIsIn(stage, bob.page.getByRole("button", { name: "3 members" }), "what has opened the dialog");
}

async function invite({ page }, name) {
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Invite people by name").fill(name.slice(0, 4));
  await dialog.getByRole("button", { name: `Invite ${name}` }).click();
}

/** Somebody is invited, and no longer, and again; they decline, and that holds. */
async function inviteInVain(stage, ada, seen, eve) {
  const dialog = ada.page.getByRole("dialog");
  await invite(ada, "Evelyn");
  await dialog.getByText("Evelyn is invited.").waitFor();
  await focusIsIn(stage, dialog.getByLabel("Invite people by name"), "the field, for the next one");
  await seen.getByText(/invited$/).waitFor();
  const asked = eve.page.getByRole("region", { name: "Invitations" });
  await asked.getByText("The engine", { exact: true }).waitFor();
  await stage.photograph(ada.page, "members-invited");
  await dialog.getByRole("button", { name: "Withdraw the invitation of Evelyn" }).click();
  await dialog.getByText("Evelyn is no longer invited.").waitFor();
  await asked.waitFor({ state: "hidden" });
  await invite(ada, "Evelyn");
  await asked.getByRole("button", { name: "Decline the invitation to The engine" }).click();
  await asked.getByText("You have declined the invitation to The engine.").waitFor();
  await focusIsIn(stage, asked, "the invitations, as the button is gone");
  await seen.getByText(/invited$/).waitFor({ state: "detached" });
  stage.isBroken = true; // browsers complain about the refusal
  await invite(ada, "Evelyn");
  await dialog.getByText("They have declined;").waitFor();
  stage.isBroken = false;
}

/** Who is invited is told, and is in the room once they have accepted. */
async function accept(stage, who, room) {
  const { page } = who;
  await who.open("/");
  await page.getByRole("navigation", { name: "Main" }).getByText("1 invitation").waitFor({ state: "attached" });
  await who.open("/chat");
  const asked = page.getByRole("region", { name: "Invitations" });
  await asked.getByText("Ada invites you").waitFor();
  assert.equal(await page.getByRole("link", { name: room }).count(), 0);
  assert.deepEqual(await barriers(page), []);
  await stage.photograph(page, "invitation");
  await asked.getByRole("button", { name: `Accept the invitation to ${room}` }).click();
  await page.waitForURL("**/chat/*");
  await asked.waitFor({ state: "hidden" });
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
  await own.getByRole("button", { name: "Remove Dorothea" }).waitFor();
  await own.getByRole("button", { name: "Rename" }).waitFor();
}

export default async function walk(stage) {
  const [ada, bob, eve] = [await stage.person("Ada"), await stage.person("Barnaby"), await stage.person("Evelyn")];
  const dot = await stage.person("Dorothea");
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
  await page.getByText("1 member", { exact: true }).waitFor();
  for (const other of [bob, eve]) {
    await accept(stage, other, "The engine");
    await other.page.getByRole("log").getByText("Hello all").waitFor();
  }
  for (const other of [ada, bob, eve]) await other.page.getByText("3 members").waitFor();
  await changeMembers(stage, ada, bob, eve, dot);
  await rename(stage, ada, bob);
  await renameInVain(stage, ada, bob);
  await fitIntoANarrowWindow(stage, ada);
  await leave(stage, ada, bob);
}
