/**
 * With the keyboard alone: from signing in to a posted reply, where the focus is after each act, what was typed before the scripts came, how a
 * text is sent, and the shortcuts with their list.
 */
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

/** Presses Tab until what has the focus is called so; each thing on the way shows that it has it. */
async function tabTo(page, name, most = 60) {
  for (let tabs = 0; tabs < most; tabs += 1) {
    await page.keyboard.press("Tab");
    const here = await page.evaluate(() => {
      const element = document.activeElement;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      const labels = [element.ariaLabel, ...[...(element.labels ?? [])].map(({ textContent }) => textContent)];
      return {
        names: [...labels, element.textContent].map((text) => text?.trim()),
        isSeen: element.matches(":focus-visible") && outlineStyle !== "none" && parseFloat(outlineWidth) > 0,
        isPage: element === document.body,
      };
    });
    assert.ok(here.isPage || here.isSeen, `the focus on ${here.names} cannot be seen`);
    if (here.names.includes(name)) return;
  }
  assert.fail(`${name} is more than ${most} Tabs away`);
}

/** No mouse from the front door to a reply. */
async function signInAndReply(stage, ada, question) {
  const { page } = await stage.visitor();
  await page.goto(`${Stage.BASE}/sign-in`);
  await page.getByRole("button", { name: "Sign in" }).and(page.locator(":enabled")).waitFor();
  await tabTo(page, "Email address");
  await page.keyboard.type(ada.email);
  await tabTo(page, "Password");
  await page.keyboard.type(Stage.PASSWORD);
  await page.keyboard.press("Enter");
  await page.waitForURL(`${Stage.BASE}/`); // the page before shows the latest posts, too
  await page.getByRole("link", { name: "To be answered" }).waitFor();
  await tabTo(page, "To be answered");
  await page.keyboard.press("Enter");
  await page.waitForURL(`**/posts/${question}`);
  await page.getByText("What do you think?").waitFor();
  await tabTo(page, "Reply");
  await page.keyboard.press("Enter");
  await page.getByLabel("Your reply").and(page.locator(":focus")).waitFor();
  await page.keyboard.type("I think so");
  await page.keyboard.press("Control+Enter");
  await page.getByRole("article").getByText("I think so", { exact: true }).waitFor();
  return page;
}

const here = (page) => page.evaluate(() => document.activeElement?.closest("article")?.textContent ?? "");

/** What single keys do, where they do nothing, and how they are turned off. */
async function shortcuts(stage, page) {
  await page.keyboard.press("?");
  const legend = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await legend.getByText("Next post or comment").waitFor();
  await stage.photograph(page, "keyboard-shortcuts");
  await page.keyboard.press("Escape");
  await legend.waitFor({ state: "hidden" });
  await page.keyboard.press("g");
  await page.keyboard.press("f");
  await page.waitForURL(`${Stage.BASE}/`);
  await page.getByRole("link", { name: "To be answered" }).waitFor();
  await page.keyboard.press("j");
  await stage.until(async () => (await here(page)).includes("To be answered"), "the focus on the first post");
  await page.keyboard.press("j");
  await stage.until(async () => !(await here(page)).includes("To be answered"), "the focus on the second post");
  await page.keyboard.press("k");
  await stage.until(async () => (await here(page)).includes("To be answered"), "the focus on the first post again");
  await page.keyboard.press("l");
  await page.getByRole("article").first().getByRole("button", { name: "Like, 1 so far", pressed: true }).waitFor();
  await page.keyboard.press("n");
  await stage.until(() => page.evaluate(() => document.activeElement?.name === "title"), "the focus on the title");
  await page.keyboard.type("jl?");
  assert.equal(await page.getByRole("textbox", { name: "Title", exact: true }).inputValue(), "jl?");
  await page.goto(`${Stage.BASE}/settings`);
  await page.getByRole("checkbox", { name: "Use single keys as shortcuts" }).press("Space");
  await page.locator("#content").press("?");
  await page.locator("#content").press("j");
  assert.equal(await legend.count(), 0);
  assert.equal(await here(page), "");
}

export default async function walk(stage) {
  const ada = await stage.person("Ada");
  await stage.ask("store posts", { count: 30, author: ada.id });
  await typeEarly(stage, ada);
  await post(stage, ada.page);
  await changeAndDelete(stage, ada.page);
  await backToTheTop(stage, ada.page);
  const question = await ada.write("/posts", { title: "To be answered", content: "A question" });
  await ada.write(`/posts/${question}/comments`, { content: "What do you think?" });
  await shortcuts(stage, await signInAndReply(stage, ada, question));
}
