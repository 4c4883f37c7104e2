/** Register, sign in, post, see it on top; comment and see it live in a second browser; edit; delete. */
import assert from "node:assert/strict";
import { Stage } from "./stage.mjs";

async function register(page) {
  await page.goto(`${Stage.BASE}/settings?x=1`);
  await page.getByRole("link", { name: "Create account" }).click();
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByText("This field is required.").first().waitFor();
  const email = `${crypto.randomUUID()}@example.org`;
  await page.getByLabel("Name").fill("Ada Lovelace");
  await page.getByLabel("Email address").fill(email);
  await page.getByLabel("Password").fill(Stage.PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  // Back to where the visitor was sent away from.
  await page.waitForURL("**/settings?x=1");
  return email;
}

async function signOutAndIn(page, email) {
  await page.getByRole("button", { name: "Account menu" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.waitForURL("**/sign-in*");
  await page.getByLabel("Email address").fill(email);
  await page.getByLabel("Password").fill("wrong password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("Incorrect email or password").waitFor();
  await page.getByLabel("Password").fill(Stage.PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(`${Stage.BASE}/`);
}

export async function post(page, title, content = "Some content") {
  await page.getByRole("textbox", { name: "Title", exact: true }).fill(title);
  await page.getByRole("textbox", { name: "Your post" }).fill(content);
  await page.getByRole("button", { name: "Post", exact: true }).click();
}

const posts = (page) => page.getByRole("list", { name: "Feed" }).getByRole("article");

async function choose(page, what, action) {
  await page.getByRole("button", { name: `${what} actions` }).click();
  await page.getByRole("menuitem", { name: action, exact: true }).click();
}

async function editPost(ada, bob) {
  await choose(ada.page, "post", "Edit");
  await ada.page.getByRole("textbox", { name: "Title", exact: true }).fill("A better title");
  await ada.page.getByRole("button", { name: "Save" }).click();
  for (const { page } of [ada, bob]) {
    await page.getByRole("heading", { name: "A better title" }).waitFor();
    await page.getByText("edited").waitFor();
  }
}

async function comment(ada, bob) {
  await ada.page.getByLabel("Your comment").fill("Seen *live*");
  await ada.page.getByRole("button", { name: "Comment", exact: true }).click();
  for (const { page } of [ada, bob]) await page.locator("em", { hasText: "live" }).waitFor();
  await bob.page.getByRole("heading", { name: "1 comment" }).waitFor();
  assert.equal(await ada.page.locator("em", { hasText: "live" }).count(), 1);
}

async function deleteAll(ada, bob) {
  await choose(ada.page, "comment", "Delete");
  await ada.page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await bob.page.locator("em", { hasText: "live" }).waitFor({ state: "detached" });
  await choose(ada.page, "post", "Delete");
  await ada.page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await bob.page.getByText("This post is no longer available.").waitFor();
  await ada.page.waitForURL(`${Stage.BASE}/`);
  assert.equal(await ada.page.getByText("A better title").count(), 0);
}

export default async function walk(stage) {
  const ada = await stage.visitor();
  stage.isBroken = true; // a page that is not there, a password that is wrong
  const email = await register(ada.page);
  await signOutAndIn(ada.page, email);
  stage.isBroken = false;
  await post(ada.page, "A first post");
  await posts(ada.page).first().getByRole("heading", { name: "A first post" }).waitFor();
  await ada.page.reload();
  await posts(ada.page).first().getByRole("link", { name: "A first post" }).click();
  await ada.page.waitForURL("**/posts/*");
  const bob = await stage.person("Bob");
  await bob.page.goto(ada.page.url());
  await bob.page.getByRole("heading", { name: "A first post" }).waitFor();
  await comment(ada, bob);
  await editPost(ada, bob);
  await deleteAll(ada, bob);
}
