/** With the keyboard alone: where the focus is after each act, what was typed before the scripts came, and how a text is sent. */
import assert from "node:assert/strict";
import { Stage } from "./stage.mjs";

const focused = (page) =>
  page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? "");
const waitForFocus = (stage, page, text) =>
  stage.until(async () => (await focused(page)).includes(text), `the focus on ${text}`);

/** F11 and F31: what is typed while the scripts are on their way is there when they come. */
async function typeEarly(stage, ada) {
  const { page } = ada;
  let letCome;
  const come = new Promise((resolve) => (letCome = resolve));
  await page.route("**/_next/static/**/*.js", async (route) => {
    await come;
    await route.continue();
  });
  await page.goto(Stage.BASE, { waitUntil: "commit" });
  const title = page.getByRole("textbox", { name: "Title", exact: true });
  await title.fill("Typed early");
  letCome();
  await page.getByRole("button", { name: "Post", exact: true }).waitFor();
  assert.equal(await title.inputValue(), "Typed early");
  await page.unroute("**/_next/static/**/*.js");
}

/** F34: Enter in the title goes on to the text, Ctrl+Enter there posts. F12: then the next one can be written. */
async function post(stage, page) {
  await page.getByRole("textbox", { name: "Title", exact: true }).press("Enter");
  await page.keyboard.type("Some text");
  await page.keyboard.press("Control+Enter");
  await page.getByRole("list", { name: "Feed" }).getByRole("heading", { name: "Typed early" }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.name), "title");
}

async function choose(page, action) {
  await page.getByRole("button", { name: "Post actions" }).first().press("Enter");
  await page.getByRole("menuitem", { name: action, exact: true }).press("Enter");
}

/** F12: the focus is in the form, then where that was opened, then on what comes next. */
async function changeAndDelete(stage, page) {
  await choose(page, "Edit");
  await stage.until(() => page.evaluate(() => document.activeElement?.name === "content"), "the focus in the text");
  await page.keyboard.press("Control+Enter");
  await waitForFocus(stage, page, "Post actions");
  await choose(page, "Delete");
  await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).press("Enter");
  await waitForFocus(stage, page, "Post actions");
  await choose(page, "Delete");
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).press("Enter");
  await page.getByRole("heading", { name: "Typed early" }).waitFor({ state: "detached" });
  assert.notEqual(await page.evaluate(() => document.activeElement?.tagName), "BODY");
}

/** F20: a link to the page where one is leads to its top. */
async function backToTheTop(stage, page) {
  await page.evaluate(() => window.scrollTo({ top: 3_000 }));
  await stage.until(() => page.evaluate(() => window.scrollY > 1_000), "scrolling down");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Feed" }).press("Enter");
  await stage.until(() => page.evaluate(() => window.scrollY === 0), "the top of the page");
}

export default async function walk(stage) {
  const ada = await stage.person("Ada");
  await stage.ask("store posts", { count: 30, author: ada.id });
  await typeEarly(stage, ada);
  await post(stage, ada.page);
  await changeAndDelete(stage, ada.page);
  await backToTheTop(stage, ada.page);
}
