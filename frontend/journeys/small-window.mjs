/** Chat in a small window: at 400 % zoom (320 × 256) one can write, a long name moves nothing out, and each day has its line. */
import assert from "node:assert/strict";
import { Stage } from "./stage.mjs";

const LONG_NAME = "Anunusuallylongnamewithoutanyspaceinit".repeat(2);

const isInside = async (page, locator) => {
  const { x, y, width, height } = await locator.boundingBox();
  const size = page.viewportSize();
  return x >= 0 && y >= 0 && x + width <= size.width && y + height <= size.height;
};

async function write(stage, page, text) {
  const field = page.getByRole("textbox", { name: "Your message" });
  assert.ok(await isInside(page, field), "where to write is outside of the window");
  await field.fill(text);
  await field.press("Enter");
  await page.getByText(text).waitFor();
}

export default async function walk(stage) {
  const ada = await stage.person("Ada");
  const bob = await stage.person(LONG_NAME, { viewport: { width: 320, height: 256 } });
  const conversation = await ada.write("/conversations", { kind: "direct", member_ids: [bob.id] });
  await ada.write(`/conversations/${conversation}/messages`, { content: "Hello" });
  await bob.open(`/chat/${conversation}`);
  await write(stage, bob.page, "From a small window"); // F13
  await stage.photograph(bob.page, "small-window");
  await ada.page.setViewportSize({ width: 390, height: 844 });
  await ada.open(`/chat/${conversation}`);
  const name = ada.page.getByRole("log").getByText(LONG_NAME);
  assert.ok(await isInside(ada.page, name), "a long name leaves the window"); // F22
  assert.ok((await ada.page.getByRole("link", { name: "All conversations" }).boundingBox()).width >= 40);
  await ada.page.getByRole("log").getByText("Today", { exact: true }).waitFor(); // F17
  assert.equal(await ada.page.getByRole("log").locator("time").count(), 2);
  await ada.page.getByRole("link", { name: "All conversations" }).click();
  await ada.page.waitForURL(`${Stage.BASE}/chat`);
  await ada.page.getByRole("navigation", { name: "Main" }).waitFor();
}
