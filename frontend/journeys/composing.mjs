/** Somebody writes a post with the toolbar and its keys, takes a step back, looks at it before it is there, and gives one up. */
import assert from "node:assert/strict";
import { Stage } from "./stage.mjs";

const focusedName = (page) => page.evaluate(() => document.activeElement?.name);

/** A mark by its button and by its key, and each taken back as what is typed is. */
async function mark(page, field) {
  await field.fill("very");
  await field.selectText();
  await page.getByRole("toolbar", { name: "Formatting" }).getByRole("button", { name: "Bold" }).click();
  assert.equal(await field.inputValue(), "**very**");
  await page.keyboard.press("Control+z");
  assert.equal(await field.inputValue(), "very");
  await field.selectText();
  await page.keyboard.press("Control+i");
  assert.equal(await field.inputValue(), "*very*");
  await page.keyboard.press("Control+b");
  assert.equal(await field.inputValue(), "***very***");
  await page.keyboard.press("Control+b");
  assert.equal(await field.inputValue(), "*very*");
}

/** One stop of Tab for all buttons; arrow keys go from one to the next. */
async function byKeyboard(page) {
  await page.getByRole("button", { name: "Bold" }).focus();
  await page.keyboard.press("ArrowRight");
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("aria-label")), "Italic");
  await page.keyboard.press("Tab");
  assert.equal(await focusedName(page), "content");
}

async function look(stage, page, field) {
  await page.getByRole("tab", { name: "Preview" }).click();
  const preview = page.getByRole("tabpanel", { name: "Preview" });
  await preview.locator("em", { hasText: "very" }).waitFor();
  assert.equal(await field.isVisible(), false);
  await stage.photograph(page, "composing-preview");
  await page.getByRole("tab", { name: "Write" }).click();
  assert.equal(await field.inputValue(), "*very*");
}

/** What is given up is gone, and the line is closed, with the focus in it. */
async function giveUp(page) {
  await page.getByRole("textbox", { name: "Title", exact: true }).fill("Never mind");
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("textbox", { name: "Your post" }).waitFor({ state: "detached" });
  assert.equal(await focusedName(page), "title");
  await page.reload();
  assert.equal(await page.getByRole("textbox", { name: "Title", exact: true }).inputValue(), "");
}

async function comment(page) {
  const field = page.getByRole("textbox", { name: "Your comment" });
  assert.equal(await page.getByRole("tab", { name: "Preview" }).count(), 0, "closed, it is one line");
  await field.click();
  await field.fill("`code`");
  await page.getByRole("tab", { name: "Preview" }).click();
  await page.getByRole("tabpanel").locator("code").waitFor();
  await page.getByRole("button", { name: "Comment", exact: true }).click();
  await page.getByRole("article").locator("code", { hasText: "code" }).waitFor();
  await page.getByRole("tab", { name: "Preview" }).waitFor({ state: "detached" });
}

export default async function walk(stage) {
  const ada = await stage.person("Ada", { viewport: { width: 1280, height: 900 } });
  const { page } = ada;
  await ada.open("/settings");
  await page.getByRole("link", { name: "Post", exact: true }).click();
  await page.waitForURL(`${Stage.BASE}/#new-post`);
  await stage.until(async () => (await focusedName(page)) === "title", "the focus where one writes");
  await page.keyboard.type("With marks");
  const field = page.getByRole("textbox", { name: "Your post" });
  await page.getByRole("toolbar", { name: "Formatting" }).waitFor();
  await mark(page, field);
  await byKeyboard(page);
  await look(stage, page, field);
  await page.getByRole("button", { name: "Post", exact: true }).click();
  const card = page.getByRole("list", { name: "Feed" }).getByRole("article", { name: "With marks" });
  await card.locator("em", { hasText: "very" }).waitFor();
  await giveUp(page);
  await card.getByRole("link", { name: "With marks" }).click();
  await page.waitForURL("**/posts/*");
  await comment(page);
}
