/** F32: somebody who has talked with nobody makes a room: they look for people by name, and those hear what is said there. */
import assert from "node:assert/strict";

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
}
