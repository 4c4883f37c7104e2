/** Somebody whose browser asks for German reads and writes in German, chooses English and goes back, signed in or not. */
import assert from "node:assert/strict";
import { barriers } from "./barriers.mjs";
import { englishOn } from "./english.mjs";
import { Stage } from "./stage.mjs";

const DESKTOP = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };
/** The narrowest, and where all places stand in one row of the header. */
const NARROW = [
  { width: 320, height: 640 },
  { width: 640, height: 800 },
];
const GERMAN = { locale: "de-DE", timezoneId: "Europe/Berlin", viewport: DESKTOP };

const LINK = "a".repeat(43);

const langOf = (page) => page.locator("html").getAttribute("lang");

/** German throughout, nothing that axe finds, and no wider than the window. */
async function german(stage, page, name) {
  await stage.quiet(page);
  assert.equal(await langOf(page), "de");
  const found = await englishOn(page);
  for (const size of [DESKTOP, PHONE, ...NARROW]) {
    await page.setViewportSize(size);
    await stage.photograph(page, `german-${name}-${size.width}`);
    if (!NARROW.includes(size)) found.push(...(await barriers(page)));
    const all = await page.evaluate(() => document.documentElement.scrollWidth);
    if (all > size.width) found.push(`${all} px wide in a window of ${size.width}`);
  }
  await page.setViewportSize(DESKTOP);
  assert.deepEqual(found, [], name);
}

/** Who is signed out chooses a language beside the way in, and on the page for signing in. */
async function guestChooses(stage) {
  const guest = await stage.visitor(GERMAN);
  const { page } = guest;
  await guest.open("/");
  await page.getByText("Melde dich an, um einen Beitrag zu schreiben.").waitFor();
  await german(stage, page, "guest");
  await page.getByLabel("Sprache").selectOption("English");
  await page.getByText("Sign in to write a post.").waitFor();
  await stage.until(async () => (await langOf(page)) === "en", "English");
  const said = await englishOn(page);
  for (const each of ["Sign in", "Newest", "Search", "Language"]) assert.ok(said.includes(each), `${each} is English`);
  await guest.open("/sign-in");
  await page.getByRole("heading", { name: "Welcome back" }).waitFor();
  await page.getByLabel("Language").selectOption("Language: automatic");
  await page.getByRole("heading", { name: "Willkommen zurück" }).waitFor();
  await page.reload();
  await page.getByRole("heading", { name: "Willkommen zurück" }).waitFor();
  return guest;
}

async function signIn(stage, { page }, ada) {
  for (const path of ["forgot", `reset#${LINK}`, "reset", `confirm#${LINK}`, "confirm", "sign-in"]) {
    await page.goto(`${Stage.BASE}/${path}`);
    await german(stage, page, path.replace(`#${LINK}`, "-link"));
  }
  const submit = page.getByRole("main").getByRole("button", { name: "Anmelden" });
  await page.getByLabel("E-Mail-Adresse").fill(ada.email);
  await submit.click();
  await page.getByText("Bitte fülle dieses Feld aus.").waitFor();
  await page.getByLabel("Passwort").fill("not the password");
  stage.isBroken = true; // the browser says that it was refused
  await submit.click();
  await page.getByText("E-Mail-Adresse oder Passwort stimmt nicht.").waitFor();
  stage.isBroken = false;
  await page.getByLabel("Passwort").fill(Stage.PASSWORD);
  await submit.click();
  await page.waitForURL(`${Stage.BASE}/`);
}

/** What is written says in German how it stands: without a network, and once it is posted. */
async function compose(stage, { page, context }) {
  await page.getByPlaceholder("Teile etwas …").fill("Guten Tag");
  await page.getByLabel("Dein Beitrag").fill("Zum ersten Mal hier.");
  stage.isBroken = true;
  await context.setOffline(true);
  await page.getByRole("main").getByRole("button", { name: "Posten" }).click();
  await page.getByText("Noch nicht gepostet.").waitFor();
  await page.getByText("Der Server ist nicht erreichbar.").waitFor();
  assert.deepEqual(await englishOn(page), []);
  await context.setOffline(false);
  const post = page.getByRole("article").filter({ hasText: "Guten Tag" });
  await post.getByRole("button", { name: "Aktionen für den Beitrag" }).waitFor();
  stage.isBroken = false;
  await stage.until(async () => (await page.getByText("Noch nicht gepostet.").count()) === 0, "the post to be sent");
  await german(stage, page, "feed");
}

async function readPost(stage, { page }, bob, post) {
  await bob.write(`/posts/${post}/comments`, { content: "Der erste" });
  await bob.write(`/posts/${post}/comments`, { content: "Der zweite" });
  await page.goto(`${Stage.BASE}/posts/${post}`);
  await page.getByRole("heading", { name: "2 Kommentare" }).waitFor();
  await page.getByLabel("Dein Kommentar").fill("Der dritte");
  await page.getByRole("button", { name: "Kommentieren" }).click();
  await page.getByRole("heading", { name: "3 Kommentare" }).waitFor();
  const time = page.getByRole("article").filter({ hasText: "Der erste" }).last().locator("time");
  assert.match(await time.getAttribute("title"), /^(Mon|Diens|Mitt|Donners|Frei|Sams|Sonn).+ \d{4} um \d\d:\d\d$/);
  await german(stage, page, "post");
}

async function otherPages(stage, { page }, ada, bob) {
  await bob.write("/conversations", { kind: "direct", member_ids: [ada.id] });
  const { items } = await bob.call("GET", "/conversations");
  await bob.write(`/conversations/${items[0].id}/messages`, { content: "Hallo Ada" });
  await page.goto(`${Stage.BASE}/chat/${items[0].id}`);
  await page.getByText("Hallo Ada").waitFor();
  await page.getByText("Heute").waitFor();
  await german(stage, page, "chat");
  await page.goto(`${Stage.BASE}/inbox`);
  await page.getByText("hat deinen Beitrag mit „Gefällt mir“ markiert").waitFor();
  await german(stage, page, "inbox");
  for (const [name, path] of [
    ["search", "/search?q=ab&kind=posts"],
    ["nothing-to-search", "/search?q=a"],
    ["person", `/users/${bob.id}`],
    ["followers", `/users/${bob.id}/followers`],
    ["components", "/components"],
  ]) {
    await page.goto(Stage.BASE + path);
    await german(stage, page, name);
  }
}

/** In the settings: shown at once, kept over a reload, and taken back. */
async function chooseInSettings(stage, { page }) {
  await page.goto(`${Stage.BASE}/settings`);
  await page.getByRole("heading", { name: "Einstellungen" }).waitFor();
  await german(stage, page, "settings");
  await page.getByLabel("Name").fill("Ada, unsaved");
  await page.getByRole("radio", { name: "English" }).check();
  await page.getByRole("heading", { name: "Settings", exact: true }).waitFor();
  assert.equal(await page.getByLabel("Name").inputValue(), "Ada, unsaved");
  assert.equal(await langOf(page), "en");
  await page.reload();
  await page.getByRole("heading", { name: "Settings", exact: true }).waitFor();
  await page.getByRole("link", { name: "Feed" }).click();
  await page.getByRole("navigation", { name: "Order of the feed" }).waitFor();
  await page.getByRole("link", { name: "Settings" }).click();
  await page.getByRole("radio", { name: "Automatic" }).check();
  await page.getByRole("heading", { name: "Einstellungen" }).waitFor();
}

export default async function walk(stage) {
  const [ada, bob] = [await stage.person("Ada", GERMAN), await stage.person("Bob")];
  const guest = await guestChooses(stage);
  await signIn(stage, guest, ada);
  await compose(stage, guest);
  const { items } = await ada.call("GET", "/posts");
  const post = items.find(({ title }) => title === "Guten Tag").id;
  await bob.call("PUT", `/posts/${post}/like`);
  await readPost(stage, guest, bob, post);
  await otherPages(stage, guest, ada, bob);
  await chooseInSettings(stage, guest);
}
