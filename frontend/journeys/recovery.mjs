/**
 * Somebody confirms their address by a mail, changes their password, which signs them out elsewhere, forgets it, gets back in by another
 * mail, and moves to another address.
 */
import assert from "node:assert/strict";
import { barriers } from "./barriers.mjs";
import { englishOn } from "./english.mjs";
import { letterTo, linkIn } from "./letters.mjs";
import { Stage } from "./stage.mjs";

const [SECOND, THIRD] = ["a second good password", "a third good password"];
const DESKTOP = { width: 1100, height: 900 };
const SIZES = { desktop: DESKTOP, phone: { width: 320, height: 640 } };

/** In every look: no wider than the window, and nothing grave that axe finds. */
async function look(stage, page, name) {
  const found = [];
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    for (const [size, viewport] of Object.entries(SIZES)) {
      await page.setViewportSize(viewport);
      await stage.photograph(page, `recovery-${name}-${size}-${colorScheme}`, { fullPage: true });
      found.push(...(await barriers(page)));
      const all = await page.evaluate(() => document.documentElement.scrollWidth);
      if (all > viewport.width) found.push(`${all} px wide in a window of ${viewport.width}`);
    }
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize(DESKTOP);
  assert.deepEqual(found, [], name);
}

/** What an act came to has the focus. */
export const concludes = (page, name) =>
  page.getByRole("heading", { level: 1, name }).and(page.locator(":focus")).waitFor();

/** Nothing keeps the token of a link: neither the address bar, nor the router when it asks for the page again. */
async function tokenIsGone(stage, page) {
  await stage.until(() => !page.url().includes("#"), "the token to be taken out of the address");
  await page.getByLabel("Language").selectOption("Deutsch");
  await stage.until(async () => (await page.locator("html").getAttribute("lang")) === "de", "German");
  assert.deepEqual(await englishOn(page), []);
  await page.getByLabel("Sprache").selectOption("English");
  await page.getByLabel("Language").waitFor();
  assert.ok(!page.url().includes("#"), page.url());
}

const accountOn = (page) => page.getByRole("region", { name: "Password and address" });

/** Fills in the page for registering, and sends it. */
export async function askForAccount({ page }, email) {
  await page.goto(`${Stage.BASE}/register`);
  await page.getByLabel("Name", { exact: true }).fill("Ada");
  await page.getByLabel("Email address").fill(email);
  await page.getByLabel("Password").fill(Stage.PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
}

/** Signs in on the page that is open. */
export async function signInOn(page, email, password) {
  await page.getByLabel("Email address").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(`${Stage.BASE}/`);
}

async function register(stage) {
  const ada = await stage.visitor();
  ada.email = `${crypto.randomUUID()}@example.org`;
  await askForAccount(ada, ada.email);
  await ada.page.waitForURL(`${Stage.BASE}/`);
  return ada;
}

async function confirm(stage, ada) {
  await ada.open("/settings");
  const again = accountOn(ada.page).getByRole("button", { name: "Send it again" });
  await again.waitFor();
  await look(stage, ada.page, "unconfirmed");
  await again.click();
  await accountOn(ada.page).getByText("We have sent another mail to").waitFor();
  const link = linkIn(await letterTo(stage, ada.email, "/confirm#"), "/confirm#");
  const tab = await ada.context.newPage();
  await tab.goto(link);
  await tab.getByRole("heading", { name: "Confirm your email address" }).waitFor();
  await tokenIsGone(stage, tab);
  await look(stage, tab, "confirm");
  assert.equal((await ada.call("GET", "/auth/me")).is_confirmed, false);
  await tab.getByRole("button", { name: "Confirm" }).click();
  await concludes(tab, "Your address is confirmed");
  await look(stage, tab, "confirmed");
  await tab.getByRole("link", { name: "Go to the feed" }).click();
  await tab.waitForURL(`${Stage.BASE}/`);
  await tab.close();
  // As when somebody comes back to this tab.
  await ada.page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await again.waitFor({ state: "detached" });
}

async function changePassword(stage, ada) {
  const { page } = ada;
  const other = await stage.again(ada);
  await other.open("/inbox");
  await stage.heard(other, "hello");
  await ada.open("/settings");
  const account = accountOn(page);
  await account.getByRole("button", { name: "Change password" }).click();
  const field = account.getByLabel("Current password");
  await field.and(page.locator(":focus")).waitFor();
  await field.fill("not the password");
  await account.getByLabel("New password").fill(SECOND);
  stage.isBroken = true; // browsers say that they were refused
  await account.getByRole("button", { name: "Save" }).click();
  await account.getByText("This is not your password.").waitFor();
  await field.and(page.locator(":focus")).waitFor();
  await look(stage, page, "wrong-password");
  await field.fill(Stage.PASSWORD);
  await page.keyboard.press("Enter");
  await account.getByText("Your password is changed").waitFor();
  await account.getByRole("heading").and(page.locator(":focus")).waitFor();
  await other.page.waitForURL("**/sign-in?next=%2Finbox&ended");
  await other.context.close();
  const sessions = page.getByRole("region", { name: "Where you are signed in" }).getByRole("listitem");
  await stage.until(async () => (await sessions.count()) === 1, "one session");
  stage.isBroken = false;
}

async function forget(stage, { email }) {
  const bereft = await stage.visitor();
  const { page } = bereft;
  await page.goto(`${Stage.BASE}/sign-in?next=%2Finbox`);
  await page.getByRole("link", { name: "Forgotten your password?" }).click();
  await page.waitForURL("**/forgot?next=%2Finbox");
  assert.match(await page.getByRole("link", { name: "Sign in" }).getAttribute("href"), /^\/sign-in\?next=%2Finbox$/);
  await look(stage, page, "forgot");
  await page.getByLabel("Email address").fill(email);
  await page.keyboard.press("Enter");
  await concludes(page, "Look into your mailbox");
  await look(stage, page, "sent");
  return { bereft, link: linkIn(await letterTo(stage, email, "/reset#"), "/reset#") };
}

async function reset(stage, { page }, { email }, link) {
  await page.goto(link);
  await tokenIsGone(stage, page);
  await look(stage, page, "reset");
  const field = page.getByLabel("New password");
  await field.fill("password1");
  stage.isBroken = true; // browsers say that they were refused
  await page.getByRole("button", { name: "Change password" }).click();
  await field.and(page.locator("[aria-invalid]:focus")).waitFor();
  await field.fill(THIRD);
  await page.keyboard.press("Enter");
  await concludes(page, "Your password is changed");
  await look(stage, page, "changed");
  await page.getByRole("link", { name: "Sign in" }).click();
  await signInOn(page, email, THIRD);
}

async function openLinkAgain(stage, { page }, link) {
  await page.goto(link);
  await page.getByLabel("New password").fill(SECOND);
  await page.getByRole("button", { name: "Change password" }).click();
  await concludes(page, "This link does not work");
  await look(stage, page, "ended");
  await page.getByRole("link", { name: "Send me another link" }).click();
  await page.waitForURL("**/forgot");
}

async function changeAddress(stage, ada) {
  const { page } = ada;
  const email = `${crypto.randomUUID()}@example.org`;
  await ada.open("/settings");
  const account = accountOn(page);
  await account.getByRole("button", { name: "Change address" }).click();
  await account.getByLabel("Current password").fill(THIRD);
  await account.getByLabel("New email address").fill(email);
  await look(stage, page, "address");
  await page.keyboard.press("Enter");
  await account.getByText(`We have sent a mail to ${email}.`).waitFor();
  await page.goto(linkIn(await letterTo(stage, email, "/confirm#"), "/confirm#"));
  await page.getByRole("button", { name: "Confirm" }).click();
  await concludes(page, "Your address is confirmed");
  await ada.open("/settings");
  await account.getByText(`You sign in as ${email}.`).waitFor();
}

export default async function walk(stage) {
  const ada = await register(stage);
  await confirm(stage, ada);
  await changePassword(stage, ada);
  const { bereft, link } = await forget(stage, ada);
  await reset(stage, bereft, ada, link);
  await ada.page.waitForURL("**/sign-in?next=%2Fsettings&ended");
  await openLinkAgain(stage, bereft, link);
  stage.isBroken = false;
  await changeAddress(stage, bereft);
}
