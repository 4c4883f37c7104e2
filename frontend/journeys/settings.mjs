/** Change one's name, end a session from another browser, block and unblock, choose a theme. */
import assert from "node:assert/strict";
import { Stage } from "./stage.mjs";

async function changeProfile(ada) {
  const { page } = ada;
  await ada.open("/settings");
  const name = page.getByLabel("Name");
  await name.fill("");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("This field is required.").waitFor();
  assert.equal(await name.evaluate((field) => field === document.activeElement), true);
  await name.fill("Ada King");
  await page.keyboard.press("Enter");
  await page.getByText("Saved").waitFor();
  await page.getByRole("button", { name: "Account menu Ada King" }).waitFor();
  await page.reload();
  assert.equal(await name.inputValue(), "Ada King");
}

async function endSession(stage, ada) {
  const other = await stage.again(ada);
  const address = `/users/${ada.id}?from=there`;
  await other.open(address);
  await other.page.getByRole("heading", { name: "Ada King" }).waitFor();
  await ada.page.reload();
  const sessions = ada.page.getByRole("region", { name: "Where you are signed in" });
  await stage.until(async () => (await sessions.getByRole("listitem").count()) === 2, "both sessions");
  stage.isBroken = true; // the browser of the ended session says that it was refused
  await sessions.getByRole("button", { name: /^Sign out there/ }).click();
  await ada.page.getByRole("dialog").getByRole("button", { name: "Sign out there" }).press("Enter");
  await sessions.getByText("Signed out there.").waitFor();
  assert.equal(await sessions.getByRole("listitem").count(), 1);
  assert.equal(await sessions.getByRole("heading").evaluate((heading) => heading === document.activeElement), true);
  await other.page.waitForURL(`${Stage.BASE}/sign-in?next=${encodeURIComponent(address)}&ended`);
  await other.page.getByLabel("Email address").fill(ada.email);
  await other.page.getByLabel("Password").fill(Stage.PASSWORD);
  await other.page.getByRole("button", { name: "Sign in" }).click();
  await other.page.waitForURL(Stage.BASE + address);
  stage.isBroken = false;
  await other.context.close();
}

async function block(stage, ada) {
  const bob = await stage.person("Bob");
  await ada.open(`/users/${bob.id}`);
  await ada.page.getByRole("button", { name: "Block" }).click();
  await ada.page.getByRole("dialog").getByRole("button", { name: "Block" }).click();
  await ada.page.getByText("You have blocked this person.").waitFor();
  await ada.page.getByRole("link", { name: "Settings" }).click();
  await ada.page.getByRole("button", { name: "Unblock Bob" }).click();
  await ada.page.getByText("Bob is unblocked.").waitFor();
  await ada.page.getByText("You have not blocked anyone.").waitFor();
}

async function chooseTheme({ page }) {
  await page.getByRole("radio", { name: "Dark" }).check();
  await page.reload();
  assert.equal(await page.locator("html").getAttribute("data-theme"), "dark");
  await page.getByRole("button", { name: "Account menu" }).click();
  await page.getByRole("menuitemradio", { name: "Dark", checked: true }).waitFor();
}

export default async function walk(stage) {
  const ada = await stage.person("Ada");
  await changeProfile(ada);
  await endSession(stage, ada);
  await block(stage, ada);
  await chooseTheme(ada);
}
