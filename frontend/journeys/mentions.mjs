/** A handle is chosen when one registers, is typed with completion, leads to the person, and still does after a change. */
import assert from "node:assert/strict";
import { Stage } from "./stage.mjs";

// Sorts before `zoe_last_…`.
const OWN = `a${crypto.randomUUID().slice(0, 7)}`;
const ZOE = `zoe_${OWN}`;

async function name(stage, person, handle) {
  await person.call("PATCH", "/users/me", { handle });
  await stage.until(async () => (await person.call("GET", "/auth/me")).handle === handle, `the handle ${handle}`);
}

async function register(stage) {
  const zoe = await stage.visitor();
  const { page } = zoe;
  zoe.email = `${crypto.randomUUID()}@example.org`;
  await zoe.open("/register");
  await page.getByLabel("Name").fill("Zoe");
  await page.getByLabel("Email address").fill(zoe.email);
  await page.getByRole("textbox", { name: "Password" }).fill(Stage.PASSWORD);
  const submit = page.getByRole("button", { name: "Create account" });
  const handle = page.getByLabel("Handle");
  stage.isBroken = true; // the browser says which answers were refusals
  for (const [typed, complaint] of [
    ["зоя", "letters a to z"],
    ["support", "reserved"],
    [`taken_${OWN}`, "taken"],
  ]) {
    await handle.fill(typed);
    await submit.click();
    await page.getByRole("alert").filter({ hasText: complaint }).waitFor();
    await stage.until(() => handle.evaluate((field) => field === document.activeElement), "the focus on the handle");
  }
  await handle.fill(`@Zoe_${OWN}`);
  await submit.click();
  await page.waitForURL(`${Stage.BASE}/`);
  stage.isBroken = false;
  zoe.id = (await zoe.call("GET", "/auth/me")).id;
  return zoe;
}

/** The list opens after two letters; Escape closes it, and it stays closed for this word. */
async function openAndClose(field, list) {
  await field.pressSequentially("Hello @z");
  assert.equal(await list.count(), 0);
  await field.pressSequentially(ZOE.slice(1, 8));
  await list
    .getByRole("option", { selected: true })
    .filter({ hasText: `@${ZOE}` })
    .waitFor();
  const tied = () =>
    field.evaluate((it) => [
      it.getAttribute("role"),
      document.getElementById(it.getAttribute("aria-activedescendant"))?.getAttribute("role"),
    ]);
  assert.deepEqual(await tied(), ["combobox", "option"]);
  await field.press("Escape");
  await list.waitFor({ state: "detached" });
  await field.pressSequentially(ZOE.slice(8, 10));
  assert.equal(await list.count(), 0);
  await field.fill("Hello");
}

/** In a post, by arrow keys and Enter. */
async function writePost(stage, bob, zoe) {
  const { page } = bob;
  await bob.open("/");
  await page.getByRole("textbox", { name: "Title" }).fill("A title");
  const field = page.getByLabel("Your post");
  const list = page.getByRole("listbox", { name: "People to mention" });
  await openAndClose(field, list);
  await field.press("End");
  await field.pressSequentially(` @${ZOE.slice(0, 4)}`);
  await list
    .getByRole("option")
    .filter({ hasText: `@${ZOE}` })
    .waitFor();
  // Until the answer is there, those who were found for more letters are shown.
  await list.getByRole("option").nth(1).waitFor();
  await field.press("ArrowUp"); // from the first to the last one
  await list
    .getByRole("option", { selected: true })
    .filter({ hasText: `@zoe_last_${OWN}` })
    .waitFor();
  await field.press("ArrowDown");
  await list
    .getByRole("option", { selected: true })
    .filter({ hasText: `@${ZOE}` })
    .waitFor();
  await stage.photograph(page, "mention-completion");
  await field.press("Enter");
  await list.waitFor({ state: "detached" });
  assert.equal(await field.inputValue(), `Hello @${ZOE} `);
  await field.pressSequentially("and @nobody_at_all");
  await page.getByRole("button", { name: "Post", exact: true }).click();
  const article = page.getByRole("article").filter({ hasText: `@${ZOE}` });
  await article.getByRole("link", { name: `@${ZOE}` }).waitFor();
  assert.equal(await article.getByRole("link", { name: "@nobody_at_all" }).count(), 0);
  await stage.until(() => zoe.frames.some((frame) => frame.includes("mention.created")), "Zoe to hear of it");
  await article.getByRole("link", { name: "A title" }).click();
}

/** In a comment, by Tab and by a click. */
async function writeComment(bob, zoe) {
  const { page } = bob;
  const field = page.getByLabel("Your comment");
  for (const take of [() => field.press("Tab"), (option) => option.click()]) {
    await field.pressSequentially(`@${ZOE.slice(0, -1)}`);
    const option = page.getByRole("option").filter({ hasText: `@${ZOE}` });
    await option.waitFor();
    await take(option);
    await option.waitFor({ state: "detached" });
    assert.equal(await field.evaluate((it) => it === document.activeElement), true);
  }
  assert.equal(await field.inputValue(), `@${ZOE} @${ZOE} `);
  await page.getByRole("button", { name: "Comment", exact: true }).click();
  const comment = page.getByRole("article").filter({ hasText: `@${ZOE} @${ZOE}` });
  await comment.waitFor();
  // The one that is on its way makes room for the one that is written, and a click between the two would meet neither.
  await page.locator("[data-state]").first().waitFor({ state: "detached" });
  await comment
    .getByRole("link", { name: `@${ZOE}` })
    .first()
    .click();
  await page.waitForURL(`${Stage.BASE}/users/${zoe.id}`);
  await page.getByRole("main").getByText(`@${ZOE}`).first().waitFor();
}

/** The handle before goes on leading to its person; nobody has one that nobody has. */
async function change(stage, zoe, bob) {
  const { page } = zoe;
  await zoe.open("/settings");
  const handle = page.getByLabel("Handle");
  assert.equal(await handle.inputValue(), ZOE);
  await handle.fill(`other_${OWN}`);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved").waitFor();
  for (const each of [ZOE, `Other_${OWN}`]) {
    await bob.open(`/@${each}`);
    await bob.page.waitForURL(`${Stage.BASE}/users/${zoe.id}`);
    await bob.page.getByText(`@other_${OWN}`).first().waitFor();
  }
  stage.isBroken = true;
  await bob.open(`/@nobody_${OWN}`);
  await bob.page.getByRole("heading", { name: "Not found" }).waitFor();
  stage.isBroken = false;
}

export default async function walk(stage) {
  const bob = await stage.person("Bob");
  await name(stage, bob, `taken_${OWN}`);
  const zoe = await register(stage);
  await name(stage, await stage.person("Zoe"), `zoe_last_${OWN}`);
  await writePost(stage, bob, zoe);
  await writeComment(bob, zoe);
  await change(stage, zoe, bob);
}
