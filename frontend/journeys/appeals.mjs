/** What a moderator removed is appealed, and comes back or stays away; another one comes back without that, from the log. */
import assert from "node:assert/strict";
import { barriers } from "./barriers.mjs";
import { englishOn } from "./english.mjs";

const dialog = (page) => page.getByRole("dialog");

/** Nothing that axe finds, in both looks and on a phone. */
async function look(stage, page, name) {
  const size = page.viewportSize();
  for (const [colorScheme, width] of [
    ["light", 1100],
    ["dark", 390],
  ]) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 844 });
    await stage.quiet(page);
    assert.deepEqual(await barriers(page), [], name);
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width, `${name} fits`);
    await stage.photograph(page, `${name}-${width}`);
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize(size);
}

const remove = (eve, noun, id) =>
  eve.call("POST", `/moderation/${noun}s/${id}/decision`, { act: "remove", reason: "spam" });

/** Asks for another look at the first thing in the inbox that was removed. */
async function appeal(stage, { page }, words, name) {
  const ask = page.getByRole("button", { name: "Ask for another look" });
  await ask.first().click();
  await dialog(page).getByLabel("In your own words").and(page.locator(":focus")).fill(words);
  if (name) await look(stage, page, name);
  await page.keyboard.press("Control+Enter");
  await dialog(page).waitFor({ state: "detached" });
  await page.getByText("You have asked the moderators to look again.").first().waitFor();
}

/** Pages of moderators ask again only after a minute: the appeal is to be there before they do. */
const isAsked = (stage, eve) =>
  stage.until(async () => (await eve.call("GET", "/moderation/appeals/count")).open_count === 1, "an appeal");

/** Decides about the one appeal by this key. */
async function decide(stage, { page }, title, key, says) {
  await page.getByRole("article", { name: title }).waitFor();
  await stage.quiet(page);
  await page.keyboard.press("j");
  await page.keyboard.press(key);
  await page.getByRole("status").filter({ hasText: says }).waitFor();
  await page.getByText("No appeals", { exact: true }).waitFor();
}

async function comesBack(stage, ada, bob, eve, id) {
  await remove(eve, "post", id);
  await ada.open("/inbox");
  await appeal(stage, ada, "I sell nothing.", "appeal");
  await isAsked(stage, eve);
  await eve.open("/");
  const main = eve.page.getByRole("navigation", { name: "Main" });
  await main.getByText("1 item to decide about", { exact: true }).waitFor();
  await main.getByRole("link", { name: /Moderation/ }).click();
  await eve.page.getByRole("link", { name: "Appeals" }).click();
  await eve.page.getByText("I sell nothing.").waitFor();
  await eve.page.getByText("Removed by Eve").waitFor();
  await look(stage, eve.page, "appeals");
  await decide(stage, eve, "My engine", "d", "It is there again.");
  await main.getByText("to decide about").waitFor({ state: "detached" });
  // Ada is told where she is, and finds her post with what was said about it.
  await ada.page.getByRole("link", { name: /brought back your post/ }).click();
  await ada.page.getByRole("heading", { name: "My engine" }).waitFor();
  await ada.page.getByText("It is a fine one.").waitFor();
  await bob.open("/");
  await bob.page.getByRole("heading", { name: "My engine" }).waitFor();
}

async function staysAway(stage, ada, eve, id) {
  await remove(eve, "comment", id);
  await ada.open("/inbox");
  await appeal(stage, ada, "It was a joke.");
  await isAsked(stage, eve);
  await eve.open("/moderation/appeals");
  await decide(stage, eve, "Hear hear", "r", "It stays removed.");
  await ada.page.getByText(/looked again: your comment stays removed/).waitFor();
  assert.equal(await ada.page.getByRole("button", { name: "Ask for another look" }).count(), 0, "once");
  assert.equal(await ada.page.getByText("Eve").count(), 0, "nobody says who it was");
  await look(stage, ada.page, "appeal-upheld");
}

/** From the log, and seen at once by who has the post open. */
async function fromTheLog(stage, bob, eve, post) {
  await bob.open(post);
  await stage.heard(bob, "hello");
  await eve.open("/moderation/log");
  const entry = eve.page.getByRole("listitem").filter({ hasText: "removed a comment" }).first();
  await entry.getByRole("button", { name: "Bring it back" }).click();
  await entry.getByText("It is there again.").waitFor();
  await look(stage, eve.page, "log-restored");
  await bob.page.getByText("Hear hear").waitFor();
}

async function inGerman(stage, eve, ada, id) {
  await remove(eve, "post", id);
  await stage.until(async () => (await ada.call("GET", "/inbox")).items[0].removal?.id === id, "a removal");
  await ada.call("PUT", `/moderation/posts/${id}/appeal`, { words: "Warum?" });
  await isAsked(stage, eve);
  for (const [who, address, text] of [
    [eve, "/moderation/appeals", "Wiederherstellen"],
    [ada, "/inbox", "Du hast die Moderation gebeten"],
  ]) {
    await who.context.addCookies([{ name: "language", value: "de", url: new URL(who.page.url()).origin }]);
    await who.open(address);
    await who.page.reload();
    await who.page.getByText(text).first().waitFor();
    assert.deepEqual(await englishOn(who.page), []);
    await look(stage, who.page, `german${address.replaceAll("/", "-")}`);
  }
  await eve.write(`/moderation/posts/${id}/removal`, { act: "uphold" });
}

export default async function walk(stage) {
  const people = [];
  for (const name of ["Ada", "Bob", "Eve"]) people.push(await stage.person(name));
  const [ada, bob, eve] = people;
  await stage.ask("make moderator", { user: eve.id });
  const id = await ada.write("/posts", { title: "My engine", content: "It *counts*." });
  await bob.write(`/posts/${id}/comments`, { content: "It is a fine one." });
  const comment = await ada.write(`/posts/${id}/comments`, { content: "Hear hear" });
  await comesBack(stage, ada, bob, eve, id);
  await staysAway(stage, ada, eve, comment);
  await fromTheLog(stage, bob, eve, `/posts/${id}`);
  await inGerman(stage, eve, ada, await ada.write("/posts", { title: "Ein Titel", content: "Ein Text" }));
}
