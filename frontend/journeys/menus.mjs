/**
 * Menus on phones: all of a menu is inside the window, whatever it belongs to, and arrow keys go through it. They are fetched when one is
 * first wanted: what was pressed meanwhile is not lost, and when they cannot be had somebody is told.
 */
import assert from "node:assert/strict";
import { post } from "./writing.mjs";

const SCRIPTS = "**/_next/static/**/*.js";
const WIDTHS = [320, 390];
const LONG = "A long message that goes on and on, until it is as wide as a phone lets it be. ".repeat(3);

async function opens(stage, page, name, button) {
  await button.scrollIntoViewIfNeeded();
  await button.click();
  const sheet = page.getByRole("menu");
  await sheet.waitFor();
  assert.equal(await button.getAttribute("aria-controls"), await sheet.getAttribute("id"));
  const { width, height } = page.viewportSize();
  const box = await sheet.boundingBox();
  assert.ok(
    box.x >= 0 && box.x + box.width <= width && box.y >= 0 && box.y + box.height <= height,
    `${name} at ${width} px: ${JSON.stringify(box)}`,
  );
  await stage.photograph(page, `menu-${name}-${width}`);
  await page.keyboard.press("ArrowDown");
  assert.ok(
    await sheet.evaluate((each) => each.contains(document.activeElement)),
    "the arrow key goes to the first action",
  );
  await page.keyboard.press("Escape");
  await sheet.waitFor({ state: "detached" });
  assert.ok(await button.evaluate((each) => each === document.activeElement), "Escape goes back to the button");
}

/** On a page that has just been opened: what a menu is made of comes late, or the first time not at all. */
async function fetchesWhenWanted(stage, ada) {
  const { page } = ada;
  const [button, menu] = [page.getByRole("button", { name: "Account menu" }), page.getByRole("menu")];
  await page.goto(stage.constructor.BASE, { waitUntil: "networkidle" });
  let letCome;
  const come = new Promise((resolve) => (letCome = resolve));
  await page.route(SCRIPTS, async (route) => {
    await come;
    await route.continue();
  });
  await button.press("Enter");
  await stage.until(() => button.evaluate((each) => each.ariaBusy === "true"), "waiting for the menu");
  letCome();
  await menu.waitFor();
  await page.keyboard.press("ArrowDown");
  await stage.until(() => menu.evaluate((each) => each.contains(document.activeElement)), "the focus in the menu");
  await page.unroute(SCRIPTS);
  await page.reload({ waitUntil: "networkidle" });
  stage.isBroken = true;
  await page.route(SCRIPTS, (route) => route.abort());
  await button.press("Enter");
  await page.getByText("Could not load this.").waitFor();
  await page.unroute(SCRIPTS);
  await button.press("Enter");
  await menu.waitFor();
  stage.isBroken = false;
  await page.getByText("Could not load this.").waitFor({ state: "detached" });
}

export default async function walk(stage) {
  await fetchesWhenWanted(stage, await stage.person("Ada"));
  for (const width of WIDTHS) {
    const [ada, bob] = [await stage.person("Ada", { viewport: { width, height: 700 } }), await stage.person("Bob")];
    const { page } = ada;
    await ada.open("/");
    await post(page, `Menus at ${width}`);
    await page.getByRole("heading", { name: `Menus at ${width}` }).waitFor();
    await opens(stage, page, "account", page.getByRole("button", { name: "Account menu" }));
    await opens(stage, page, "post", page.getByRole("button", { name: "Post actions" }).first());
    const receipt = await ada.call("POST", "/conversations", { kind: "direct", member_ids: [bob.id] });
    const conversation = receipt.resource.id;
    await stage.until(async () => (await ada.call("GET", `/writes/${receipt.id}`)).state === "applied");
    for (const content of ["Hi", LONG]) await ada.write(`/conversations/${conversation}/messages`, { content });
    await ada.open(`/chat/${conversation}`);
    for (const n of [0, 1])
      await opens(stage, page, `message-${n}`, page.getByRole("button", { name: "Message actions" }).nth(n));
  }
}
