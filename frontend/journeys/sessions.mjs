/**
 * The access token runs out while somebody types: they notice nothing. It runs out while nobody is there: the next key goes on.
 * Signed out elsewhere, in the middle of a sentence: this browser's session ends, and the sentence is there after signing in.
 */
import assert from "node:assert/strict";
import { Stage } from "./stage.mjs";

/** What a browser does with a cookie whose time is over. */
export const runOut = (context) =>
  Promise.all(["access_token_cookie", "csrf_access_token"].map((name) => context.clearCookies({ name })));

const PAUSED = "Your session is paused.";
export const paused = (ada) => ada.page.getByText(PAUSED, { exact: true });

/** Notes in the page itself whether it ever says that it is paused. */
const watchForPause = (page) =>
  page.evaluate((text) => {
    const look = () => (window.wasPaused ||= document.body.innerText.includes(text));
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
  }, PAUSED);

async function typeThroughIt(stage, ada) {
  await ada.open("/");
  await ada.page.getByRole("textbox", { name: "Title", exact: true }).pressSequentially("Typed before");
  await watchForPause(ada.page);
  stage.isBroken = true; // what the page asks for until it has gone on is refused, as it should be
  await runOut(ada.context);
  await ada.page.getByRole("textbox", { name: "Your post" }).pressSequentially("and after");
  await ada.page.getByRole("button", { name: "Post", exact: true }).click();
  await ada.page.getByRole("list", { name: "Feed" }).getByRole("heading", { name: "Typed before" }).first().waitFor();
  await stage.quiet(ada.page);
  stage.isBroken = false;
  assert.ok(!(await ada.page.evaluate(() => window.wasPaused)));
}

async function comeBack(stage, ada) {
  await ada.open("/");
  stage.isBroken = true;
  await runOut(ada.context);
  await paused(ada).waitFor();
  await stage.photograph(ada.page, "paused");
  await ada.page.keyboard.press("ArrowDown");
  await paused(ada).waitFor({ state: "detached" });
  await stage.quiet(ada.page);
  stage.isBroken = false;
}

async function openPaused(ada) {
  await ada.page.goto("about:blank"); // the page that is open would ask for something without its cookies
  await runOut(ada.context);
  await ada.open("/?still=here");
  await ada.page.getByRole("button", { name: "Continue" }).click();
  await ada.page.getByRole("list", { name: "Feed" }).getByRole("heading", { name: "Typed before" }).first().waitFor();
  assert.equal(ada.page.url(), `${Stage.BASE}/?still=here`);
}

async function signOutElsewhere(stage, ada) {
  const elsewhere = await stage.again(ada);
  await elsewhere.open(`/users/${ada.id}`);
  await elsewhere.page.getByRole("heading", { name: "Typed before" }).first().waitFor();
  await stage.heard(elsewhere, "hello");
  await elsewhere.page.getByRole("heading", { name: "Typed before" }).getByRole("link").first().click();
  await elsewhere.page.getByLabel("Your comment").pressSequentially("Half a sen");
  const { pathname } = new URL(elsewhere.page.url());
  stage.isBroken = true;
  await ada.open("/settings");
  await ada.page.getByRole("button", { name: /^Sign out there/ }).click();
  await ada.page
    .getByRole("dialog")
    .getByRole("button", { name: /^Sign out/ })
    .click();
  // It is told at once, and sent to where it may come back from.
  await elsewhere.page.waitForURL(`**/sign-in?next=${encodeURIComponent(pathname)}&ended`);
  await elsewhere.page.getByText("You were signed out.").waitFor();
  await ada.page.getByRole("button", { name: /^Sign out there/ }).waitFor({ state: "detached" });
  stage.isBroken = false;
  await elsewhere.page.getByLabel("Email address").fill(ada.email);
  await elsewhere.page.getByLabel("Password").fill(Stage.PASSWORD);
  await elsewhere.page.getByRole("button", { name: "Sign in" }).click();
  await elsewhere.page.waitForURL(`**${pathname}`);
  const field = elsewhere.page.getByLabel("Your comment");
  await stage.until(async () => (await field.inputValue()) === "Half a sen", "what was typed before");
}

export default async function walk(stage) {
  const ada = await stage.person("Ada");
  await typeThroughIt(stage, ada);
  await comeBack(stage, ada);
  await openPaused(ada);
  await signOutElsewhere(stage, ada);
}
