/** Menus on phones: all of a menu is inside the window, whatever it belongs to, and arrow keys go through it. */
import assert from "node:assert/strict";
import { post } from "./writing.mjs";

const WIDTHS = [320, 390];
const LONG = "A long message that goes on and on, until it is as wide as a phone lets it be. ".repeat(3);

async function opens(stage, page, name, button) {
  await button.scrollIntoViewIfNeeded();
  await button.click();
  const sheet = page.locator(`[id="${await button.getAttribute("aria-controls")}"]`);
  await sheet.waitFor();
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
  await sheet.waitFor({ state: "hidden" });
  assert.ok(await button.evaluate((each) => each === document.activeElement), "Escape goes back to the button");
}

export default async function walk(stage) {
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
