/** Five messages and two posts written without a network, one tab closed, the other reloaded: all seven are sent, once and in order. */
import assert from "node:assert/strict";
import { Stage } from "./stage.mjs";
import { post } from "./writing.mjs";

const SAID = ["First, the tunnel", "Second, the dark", "Third, the light", "Fourth, the bridge", "Fifth, the town"];
const POSTED = ["The post before", "The post after"];

const waiting = (page, count) =>
  page
    .locator("[data-state=waiting]")
    .nth(count - 1)
    .waitFor();

async function say(page, text) {
  await page.getByLabel("Your message").fill(text);
  await page.getByLabel("Your message").press("Enter");
}

async function writeOffline(ada, feed, conversation) {
  await ada.open(`/chat/${conversation}`);
  await feed.goto(Stage.BASE);
  // The form's rules are fetched as soon as it is used.
  for (const field of [ada.page.getByLabel("Your message"), feed.getByRole("textbox", { name: "Title", exact: true })])
    await field.focus();
  await ada.stage.quiet(feed);
  await ada.context.setOffline(true);
  for (const text of SAID) await say(ada.page, text);
  await waiting(ada.page, SAID.length);
  for (const title of POSTED) await post(feed, title);
  await waiting(feed, POSTED.length);
}

async function written(stage, ada, conversation) {
  const said = await ada.call("GET", `/conversations/${conversation}/messages?limit=100`);
  const posted = await ada.call("GET", "/posts?limit=100");
  return {
    said: said.items
      .map(({ content }) => content)
      .filter((text) => SAID.includes(text))
      .reverse(),
    posted: posted.items
      .map(({ title }) => title)
      .filter((title) => POSTED.includes(title))
      .reverse(),
  };
}

export default async function walk(stage) {
  const [ada, bob] = [await stage.person("Ada"), await stage.person("Bob")];
  const conversation = await ada.write("/conversations", { kind: "direct", member_ids: [bob.id] });
  const feed = await ada.context.newPage();
  stage.isBroken = true; // there is no network
  await writeOffline(ada, feed, conversation);
  await feed.close();
  await ada.page.reload().catch(() => undefined);
  await ada.context.setOffline(false);
  await ada.open(`/chat/${conversation}`);
  await stage.until(async () => {
    const { said, posted } = await written(stage, ada, conversation);
    return said.length === SAID.length && posted.length === POSTED.length;
  }, "sending what was written without a network");
  assert.deepEqual(await written(stage, ada, conversation), { said: SAID, posted: POSTED });
  // Before the page has any message, none of them has a state either.
  for (const text of SAID) await ada.page.getByText(text, { exact: true }).first().waitFor();
  await ada.page.locator("[data-state]").first().waitFor({ state: "detached" });
  for (const text of SAID) assert.equal(await ada.page.getByText(text, { exact: true }).count(), 1);
  stage.isBroken = false;
  await ada.open("/");
  const list = ada.page.getByRole("list", { name: "Feed" });
  for (const title of POSTED) await list.getByRole("heading", { name: title }).waitFor();
  await ada.page.locator("[data-state]").first().waitFor({ state: "detached" });
  for (const title of POSTED) assert.equal(await ada.page.getByRole("heading", { name: title }).count(), 1);
}
