/**
 * F32: somebody who has talked with nobody makes a room: they look for people by name, and those hear what is said there. Its owner takes
 * somebody out and adds them again, and leaves: the others see it as it happens.
 */
import assert from "node:assert/strict";

const open = async (page) => {
  await page.getByRole("button", { name: /^\d members?$/ }).click();
  return page.getByRole("dialog", { name: "Members of The engine" });
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
  assert.equal(await seen.getByRole("button", { name: /^Remove|^Add/ }).count(), 0);
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

async function leave(stage, ada, bob) {
  const { page } = ada;
  const leaves = () => page.getByRole("dialog").last().getByRole("button", { name: "Leave the room" }).click();
  await leaves();
  const question = page.getByRole("dialog", { name: "Leave The engine?" });
  await question.getByRole("button", { name: "Cancel" }).click();
  await question.waitFor({ state: "hidden" });
  await leaves();
  await question.getByRole("button", { name: "Leave the room" }).click();
  await page.waitForURL("**/chat");
  await focusIsIn(stage, page.locator("#content"), "the page");
  assert.equal(await page.getByRole("link", { name: /The engine/ }).count(), 0);
  // Who was there for longest owns the room now.
  await bob.page.getByText("2 members").waitFor();
  await (await open(bob.page)).getByRole("button", { name: "Remove Evelyn" }).waitFor();
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
  await leave(stage, ada, bob);
}
