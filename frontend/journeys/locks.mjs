/** A moderator locks a discussion: whoever reads it sees that at once, and writes in it again when it is unlocked. */
import assert from "node:assert/strict";
import { barriers } from "./barriers.mjs";
import { englishOn } from "./english.mjs";

const SAYS = "A moderator has locked this discussion.";
const card = (page, text) => page.getByRole("article").filter({ hasText: text }).last();
const composer = (page) => page.getByRole("textbox", { name: "Your comment" });
const reply = (page) => card(page, "The first comment").getByRole("button", { name: "Reply" });

async function choose(page, item) {
  await page.getByRole("button", { name: "Post actions" }).click();
  await page.getByRole("menuitem", { name: item }).click();
}

async function canWrite(page) {
  await composer(page).waitFor();
  await reply(page).waitFor();
}

async function isOpen(page) {
  await canWrite(page);
  assert.equal(await page.getByText(SAYS).count(), 0);
}

/** Bob's page, and what the server makes of it anew. */
async function isLocked(stage, { page }) {
  await page.getByText(SAYS).waitFor();
  await composer(page).waitFor({ state: "detached" });
  await reply(page).waitFor({ state: "detached" });
  await card(page, "The first comment").getByRole("button", { name: "Like" }).waitFor();
  await stage.quiet(page);
  assert.deepEqual(await barriers(page), []);
}

export default async function walk(stage) {
  const [ada, bob, eve] = [await stage.person("Ada"), await stage.person("Bob"), await stage.person("Eve")];
  const post = await ada.write("/posts", { title: "A title", content: "Some content" });
  await ada.write(`/posts/${post}/comments`, { content: "The first comment" });
  await stage.ask("make moderator", { user: eve.id });
  const address = `/posts/${post}`;
  await bob.open(address);
  await stage.heard(bob, "hello");
  await isOpen(bob.page);
  await stage.quiet(bob.page); // what is typed before the page reacts is no draft yet
  await composer(bob.page).fill("Half a thought");
  await eve.open(address);
  await choose(eve.page, "Lock the discussion");
  await eve.page.getByText(SAYS).waitFor();
  await canWrite(eve.page);
  await isLocked(stage, bob);
  assert.equal(await bob.page.getByLabel("What you were writing").inputValue(), "Half a thought");
  await stage.photograph(bob.page, "locked");
  await bob.page.reload();
  await isLocked(stage, bob);

  await bob.context.addCookies([{ name: "language", value: "de", url: new URL(bob.page.url()).origin }]);
  await bob.page.reload();
  await bob.page.getByText("Die Moderation hat diese Diskussion geschlossen.").waitFor();
  assert.deepEqual(await englishOn(bob.page), []);
  await bob.context.clearCookies({ name: "language" });
  await bob.page.reload();
  await stage.heard(bob, "hello");
  await isLocked(stage, bob);

  await choose(eve.page, "Unlock the discussion");
  await isOpen(bob.page);
  await composer(bob.page).fill("A whole thought");
  await bob.page.getByRole("button", { name: "Comment", exact: true }).click();
  await card(eve.page, "A whole thought").waitFor();
}
