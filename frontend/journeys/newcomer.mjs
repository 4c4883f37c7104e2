/**
 * Somebody who has never been here makes an account, finds a person, follows them, answers a comment, sees the answer to their own,
 * changes their picture, and finds the post again the next day: on a desktop and on a phone, in so many steps. A step is a click, a
 * field that is filled, or a key.
 */
import assert from "node:assert/strict";
import { Stage } from "./stage.mjs";
import { drawn } from "./drawn.mjs";

const STEPS = {
  "make an account": 5,
  "find a person": 4,
  "follow them": 1,
  "answer a comment": 4,
  "see the answer to one's own": 2,
  "change one's picture": 3,
  "find the post again": 2,
};
const SIZES = { desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } };

/** Counts what somebody does with their page, and shows how it looks after each part. */
class Steps {
  constructor(stage, person, size) {
    Object.assign(this, { stage, person, size, taken: {} });
  }

  get page() {
    return this.person.page;
  }

  async part(name, act) {
    this.name = name;
    this.taken[name] = 0;
    await act(this.page);
    await this.stage.photograph(this.page, `newcomer-${this.size}-${Object.keys(this.taken).length}`);
  }

  async click(what) {
    this.taken[this.name] += 1;
    await what.click();
  }

  async fill(what, text) {
    this.taken[this.name] += 1;
    await what.fill(text);
  }

  async press(key) {
    this.taken[this.name] += 1;
    await this.page.keyboard.press(key);
  }
}

const field = (page, name) => page.getByRole("textbox", { name, exact: true });
const places = (page) => page.getByRole("navigation", { name: "Main" });

async function makeAccount(steps, account) {
  const { page } = steps;
  await steps.click(page.getByRole("link", { name: "Join" }));
  await steps.fill(field(page, "Name"), account.name);
  await steps.fill(field(page, "Email address"), account.email);
  await steps.fill(page.getByLabel("Password", { exact: true }), Stage.PASSWORD);
  await steps.click(page.getByRole("button", { name: "Create account" }));
  await page.getByRole("list", { name: "Feed" }).waitFor();
}

async function findPerson(steps) {
  const { page, size } = steps;
  const search = page.getByRole("searchbox", { name: "Search posts, comments and people" });
  await steps.fill(search.locator("visible=true"), "Katherine");
  await steps.press("Enter");
  await steps.click(page.getByRole("navigation", { name: "What to search" }).getByRole("link", { name: "People" }));
  await steps.click(page.getByRole("main").getByRole("link", { name: `Katherine of the ${size}` }));
  await page.getByRole("heading", { level: 1, name: "Katherine" }).waitFor();
}

async function answer(steps, title) {
  const { page } = steps;
  await steps.click(page.getByRole("link", { name: title }));
  const comment = page.getByRole("article").filter({ hasText: "Who checked them?" }).last();
  await steps.click(comment.getByRole("button", { name: "Reply", exact: true }));
  await steps.fill(field(page, "Your reply"), "She did, by hand.");
  await steps.click(page.locator("form").getByRole("button", { name: "Reply", exact: true }));
  await page.getByRole("list", { name: "Replies" }).getByText("She did, by hand.").waitFor();
}

async function seeTheAnswer(steps) {
  const { page } = steps;
  await places(page).getByText("1 unread notice", { exact: true }).waitFor();
  await steps.click(places(page).getByRole("link", { name: /Inbox$/ }));
  await steps.click(page.getByRole("list", { name: "Inbox" }).getByRole("link"));
  await page.getByText("And she was right.").first().waitFor();
}

async function changePicture(steps) {
  const { page } = steps;
  await steps.click(places(page).getByRole("link", { name: "Settings" }));
  const chooser = page.waitForEvent("filechooser");
  await steps.click(page.getByRole("button", { name: "Choose a picture" }));
  steps.taken[steps.name] += 1;
  await (await chooser).setFiles(await drawn(page, "#20a060"));
  await page.getByText("Your picture is saved.").waitFor();
}

/** In another browser, without what this one remembers. */
async function theNextDay(steps, account) {
  const tomorrow = await steps.stage.visitor({ viewport: SIZES[steps.size] });
  Object.assign(tomorrow, { email: account.email });
  await tomorrow.signIn();
  steps.person = tomorrow;
  await tomorrow.open("/");
  await steps.part("find the post again", async (page) => {
    await steps.click(places(page).getByRole("link", { name: /Inbox$/ }));
    await steps.click(page.getByRole("list", { name: "Inbox" }).getByRole("link"));
    await page.getByRole("heading", { level: 1, name: account.post }).waitFor();
  });
}

async function walkAs(stage, size) {
  const account = { name: `Newcomer with a ${size}`, email: `${crypto.randomUUID()}@example.org` };
  account.post = `The figures of the flight, ${size}`;
  const [katherine, mary] = [await stage.person(`Katherine of the ${size}`), await stage.person("Mary")];
  const post = await katherine.write("/posts", { title: account.post, content: "They are in the annex." });
  await mary.write(`/posts/${post}/comments`, { content: "Who checked them?" });
  const steps = new Steps(stage, await stage.visitor({ viewport: SIZES[size] }), size);
  await steps.person.open("/");
  await steps.part("make an account", () => makeAccount(steps, account));
  await steps.part("find a person", () => findPerson(steps));
  await steps.part("follow them", (page) => steps.click(page.getByRole("button", { name: /^Follow Katherine/ })));
  await steps.part("answer a comment", () => answer(steps, account.post));
  const { items } = await mary.call("GET", `/posts/${post}/comments`);
  const reply = await stage.until(async () => {
    const replies = await mary.call("GET", `/comments/${items[0].id}/replies`);
    return replies.items[0];
  }, "the answer");
  await mary.write(`/posts/${post}/comments`, { content: "And she was right.", parent_id: reply.id });
  await steps.part("see the answer to one's own", () => seeTheAnswer(steps));
  await steps.part("change one's picture", () => changePicture(steps));
  await theNextDay(steps, account);
  assert.deepEqual(steps.taken, STEPS, size);
}

export default async function walk(stage) {
  for (const size of Object.keys(SIZES)) await walkAs(stage, size);
}
