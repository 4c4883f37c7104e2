/** Two people report a post; a moderator decides by keyboard, and its author reads why it is gone. */
import assert from "node:assert/strict";
import { barriers } from "./barriers.mjs";
import { englishOn } from "./english.mjs";

const DESKTOP = { width: 1100, height: 900 };
const SIZES = [DESKTOP, { width: 390, height: 844 }, { width: 320, height: 640 }, { width: 640, height: 800 }];
const LOOKS = ["light", "dark"];

const card = (page, text) => page.getByRole("article").filter({ hasText: text }).last();
const dialog = (page) => page.getByRole("dialog");
const says = (page, text) => page.getByRole("status").filter({ hasText: text }).waitFor();

/** The page in both looks and all sizes: nothing that axe finds, and no wider than the window. */
async function look(stage, page, name) {
  await stage.quiet(page);
  const found = [];
  for (const colorScheme of LOOKS) {
    await page.emulateMedia({ colorScheme });
    for (const size of SIZES) {
      await page.setViewportSize(size);
      await stage.photograph(page, `${name}-${colorScheme}-${size.width}`);
      found.push(...(await barriers(page)));
      const all = await page.evaluate(() => document.documentElement.scrollWidth);
      if (all > size.width) found.push(`${all} px wide in a window of ${size.width}`);
      const ends = await page
        .locator("nav a")
        .evaluateAll((all) => all.map((each) => each.getBoundingClientRect().right));
      if (Math.max(...ends) > size.width) found.push(`a link is cut off in a window of ${size.width}`);
    }
  }
  await page.setViewportSize(DESKTOP);
  await page.emulateMedia({ colorScheme: "light" });
  assert.deepEqual(found, [], name);
}

async function openReport(page, text) {
  await card(page, text)
    .getByRole("button", { name: /^(Post|Comment) actions$/ })
    .first()
    .click();
  await page.getByRole("menuitem", { name: /[Rr]eport/ }).click();
}

/** Reports what is on this page, for this reason. */
async function report(person, address, text, reason, note = "") {
  const { page } = person;
  await person.open(address);
  await openReport(page, text);
  await dialog(page).getByLabel(reason).check();
  await dialog(page).getByLabel("In your own words").fill(note);
  await dialog(page).getByRole("button", { name: "Report" }).click();
  await says(page, "Thank you.");
  await dialog(page).getByRole("button", { name: "Close" }).click();
  await card(page, text).getByText("You reported this.").waitFor();
}

/** Waits until the focus is on the card with this text, or in it. */
async function waitForFocus(stage, page, text) {
  const focused = () => page.evaluate(() => document.activeElement?.closest("article")?.innerText ?? "");
  await stage.until(async () => (await focused()).includes(text), `the focus on ${text}`);
}

/** Decides about two cases and their author without the mouse. */
async function decideByKeys(stage, page) {
  await page.keyboard.press("?");
  await dialog(page).getByText("Remove what has the focus").waitFor();
  await page.keyboard.press("Escape");
  await dialog(page).waitFor({ state: "detached" });
  await page.keyboard.press("j");
  await waitForFocus(stage, page, "Buy my pills");
  await page.keyboard.press("r");
  await dialog(page).getByText("Remove this post?").waitFor();
  assert.ok(await dialog(page).getByLabel("Spam or advertising").isChecked(), "the reason that most have given");
  assert.deepEqual(await barriers(page), []);
  await dialog(page).getByLabel("For the log").fill("The third time.");
  await page.keyboard.press("Control+Enter");
  await says(page, "Removed. Its author is told why.");
  await page.getByText("Buy my pills").waitFor({ state: "detached" });
  await waitForFocus(stage, page, "A matter of taste");
  await page.keyboard.press("w");
  await dialog(page).getByText("What to do about Ada?").waitFor();
  await dialog(page).getByLabel("What they are told").fill("Be kinder.");
  await page.keyboard.press("Control+Enter");
  await says(page, "They are told.");
  await page.getByText("A matter of taste").first().waitFor();
  await waitForFocus(stage, page, "A matter of taste");
  await page.keyboard.press("d");
  await says(page, "Kept.");
  await page.getByText("Nothing to decide").waitFor();
}

async function readsWhy(stage, ada) {
  await ada.open("/inbox");
  const notices = ada.page.getByRole("list", { name: "Inbox" }).getByRole("listitem");
  await stage.until(async () => (await notices.count()) === 2, "two notices");
  const [warned, removed] = await notices.allInnerTexts();
  assert.match(warned, /The moderators warned you[\s\S]*Be kinder\./);
  assert.match(removed, /A moderator removed your post\. Reason: Spam or advertising[\s\S]*Buy my pills/);
  assert.equal(await ada.page.getByText("Eve").count(), 0, "nobody says who it was");
  await look(stage, ada.page, "inbox-of-moderation");
}

/** The queue in German, while there is something in it. */
async function inGerman(stage, eve, bob, ada) {
  const id = await ada.write("/posts", { title: "Ein Titel", content: "Ein Text" });
  await bob.call("PUT", `/posts/${id}/report`, { reason: "other", note: "" });
  await stage.until(async () => (await eve.call("GET", "/moderation/queue/count")).open_count === 1, "a case");
  await eve.context.addCookies([{ name: "language", value: "de", url: new URL(eve.page.url()).origin }]);
  await eve.open("/moderation");
  await eve.page.reload();
  await eve.page.getByRole("button", { name: "Behalten" }).first().waitFor();
  assert.deepEqual(await englishOn(eve.page), []);
  await look(stage, eve.page, "german-moderation");
  await eve.write(`/moderation/posts/${id}/decision`, { act: "dismiss" });
}

/** Bob and Dan report both posts; Dan withdraws one report and makes it again. */
async function reportBoth(stage, bob, dan, spam, other) {
  await bob.open(spam);
  await openReport(bob.page, "Buy my pills");
  await look(stage, bob.page, "report");
  await bob.page.keyboard.press("Escape");
  await report(bob, spam, "Buy my pills", "Spam or advertising", "He sells pills.");
  await report(dan, spam, "Buy my pills", "Spam or advertising");
  await report(dan, other, "A matter of taste", "Something else");
  await openReport(dan.page, "A matter of taste");
  await dialog(dan.page).getByRole("button", { name: "Withdraw the report" }).click();
  await says(dan.page, "Your report is withdrawn.");
  await dialog(dan.page).getByRole("button", { name: "Close" }).click();
  await report(dan, other, "A matter of taste", "Something else");
}

/** The queue, which the navigation of a moderator leads to, and nobody else's. */
async function findQueue(stage, eve) {
  // The page asks again only after a minute: both reports are to be there before it does.
  await stage.until(async () => (await eve.call("GET", "/moderation/queue/count")).open_count === 2, "two cases");
  await eve.open("/");
  const main = eve.page.getByRole("navigation", { name: "Main" });
  await main.getByText("2 items to decide about", { exact: true }).waitFor();
  await main.getByRole("link", { name: /Moderation/ }).click();
  await eve.page.waitForURL(/\/moderation$/);
  const cases = eve.page.getByRole("list", { name: "Queue" }).getByRole("article");
  await stage.until(async () => (await cases.count()) === 2, "two cases");
  const reported = card(eve.page, "Buy my pills");
  await reported.getByText("2 reports", { exact: true }).waitFor();
  for (const text of ["He sells pills.", "Bob", "Dan"]) await reported.getByText(text).first().waitFor();
  await look(stage, eve.page, "moderation-queue");
}

async function readsLog(stage, { page }) {
  await page.getByRole("link", { name: "Log" }).click();
  const log = page.getByRole("list", { name: "Log" });
  for (const text of ["removed a post", "The third time.", "kept a post", "warned", "Be kinder."])
    await log.getByText(text).first().waitFor();
  await look(stage, page, "moderation-log");
}

export default async function walk(stage) {
  const people = [];
  for (const name of ["Ada", "Bob", "Dan", "Eve"]) people.push(await stage.person(name));
  const [ada, bob, dan, eve] = people;
  const spam = `/posts/${await ada.write("/posts", { title: "Buy my pills", content: "They are **cheap**." })}`;
  const other = `/posts/${await ada.write("/posts", { title: "A matter of taste", content: "I like it." })}`;
  await ada.open(spam);
  await card(ada.page, "Buy my pills").getByRole("button", { name: "Post actions" }).click();
  await ada.page.getByRole("menuitem", { name: "Edit" }).waitFor();
  assert.equal(await ada.page.getByRole("menuitem", { name: "Report" }).count(), 0, "nobody reports their own");
  await reportBoth(stage, bob, dan, spam, other);
  stage.isBroken = true; // a browser says of an address that is not there that it is not
  await bob.open("/moderation");
  await bob.page.getByText("Not found").first().waitFor();
  await stage.quiet(bob.page);
  stage.isBroken = false;
  await stage.ask("make moderator", { user: eve.id });
  await findQueue(stage, eve);
  await decideByKeys(stage, eve.page);
  await eve.page.getByRole("navigation", { name: "Main" }).getByText("to decide about").waitFor({ state: "detached" });
  await readsWhy(stage, ada);
  await readsLog(stage, eve);
  await inGerman(stage, eve, bob, ada);
}
