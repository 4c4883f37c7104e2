/**
 * Somebody sets up an app as their second factor, signs in with its code and with a recovery code, adds a passkey, signs in with that,
 * turns everything off again. The proof that it is them soon counts no more, so they are asked for it.
 */
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { barriers } from "./barriers.mjs";
import { letterTo } from "./letters.mjs";
import { Stage } from "./stage.mjs";

const STEP_S = 30;
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const SIZES = { desktop: { width: 1100, height: 900 }, phone: { width: 320, height: 640 } };

function bytesOf(secret) {
  const bits = [...secret].map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, "0")).join("");
  return Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
}

/** What an app shows in this time step (RFC 6238). */
function codeOf(secret, step) {
  const count = Buffer.alloc(8);
  count.writeBigUInt64BE(BigInt(step));
  const digest = createHmac("sha1", bytesOf(secret)).update(count).digest();
  const number = digest.readUInt32BE(digest[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

/** An app with this secret. No code is accepted twice, so each one comes from the next step; a step early is early enough. */
class App {
  constructor(secret) {
    this.secret = secret;
    this.last = 0;
  }

  async code(stage) {
    const wanted = Math.max(this.last + 1, Math.floor(Date.now() / 1000 / STEP_S) - 1);
    await stage.until(() => Math.floor(Date.now() / 1000 / STEP_S) + 1 >= wanted, "the next code");
    this.last = wanted;
    return codeOf(this.secret, wanted);
  }
}

/** In every look: no wider than the window, and nothing grave that axe finds. */
export async function look(stage, page, name) {
  const found = [];
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    for (const [size, viewport] of Object.entries(SIZES)) {
      await page.setViewportSize(viewport);
      await stage.photograph(page, `security-${name}-${size}-${colorScheme}`, { fullPage: true });
      found.push(...(await barriers(page)));
      const all = await page.evaluate(() => document.documentElement.scrollWidth);
      if (all > viewport.width) found.push(`${all} px wide in a window of ${viewport.width}`);
    }
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize(SIZES.desktop);
  assert.deepEqual(found, [], name);
}

export const region = (page, name) => page.getByRole("region", { name });

/** Proves that it is them, if they are asked. */
export async function prove(stage, page, app) {
  const dialog = page.getByRole("dialog", { name: "Is it you?" });
  await dialog.waitFor();
  await dialog.getByLabel("Password", { exact: true }).fill(Stage.PASSWORD);
  if (app) await dialog.getByLabel("Code of your app").fill(await app.code(stage));
  await dialog.getByRole("button", { name: "Go on" }).click();
  await dialog.waitFor({ state: "detached" });
}

export const isProofOld = (stage, person) =>
  stage.until(async () => !(await person.call("GET", "/auth/factors")).is_proven, "the proof to be too old");

async function setUp(stage, ada) {
  const { page } = ada;
  await ada.open("/settings");
  await page.getByRole("link", { name: "Second factor and passkeys" }).click();
  await page.waitForURL("**/settings/security");
  await look(stage, page, "off");
  await isProofOld(stage, ada);
  const part = region(page, "Second factor");
  await part.getByRole("button", { name: "Set up an app" }).click();
  await page.getByRole("dialog", { name: "Is it you?" }).waitFor();
  await look(stage, page, "proof");
  await prove(stage, page, null);
  await part.getByRole("img", { name: "QR code for your authenticator app" }).waitFor();
  await look(stage, page, "set-up");
  const app = new App((await part.locator("code").textContent()).replaceAll(" ", ""));
  await part.getByLabel("Code that the app shows").fill("000000");
  await part.getByRole("button", { name: "Turn on" }).click();
  // By now the proof may be too old again: then it is asked for by the next button.
  await part.getByText("This code is wrong").or(part.getByText("Prove that it is you")).waitFor();
  return { app, part };
}

export async function turnOn(stage, ada) {
  const { app, part } = await setUp(stage, ada);
  const { page } = ada;
  await ada.call("POST", "/auth/prove", { password: Stage.PASSWORD });
  await part.getByLabel("Code that the app shows").fill(await app.code(stage));
  await page.keyboard.press("Enter");
  const codes = part.getByRole("list", { name: "Recovery codes" }).getByRole("listitem");
  await codes.first().waitFor();
  const recovery = await codes.allTextContents();
  assert.equal(recovery.length, 10);
  await look(stage, page, "recovery-codes");
  await part.getByRole("button", { name: "I have kept them" }).click();
  await part.getByText("10 recovery codes are left.").waitFor();
  await part.getByRole("heading").and(page.locator(":focus")).waitFor();
  await letterTo(stage, ada.email, "needs a code of your app from now on");
  return { app, recovery };
}

async function fillIn(stage, email) {
  const guest = await stage.visitor();
  await guest.page.goto(`${Stage.BASE}/sign-in?next=%2Finbox`);
  await guest.page.getByLabel("Email address").fill(email);
  await guest.page.getByLabel("Password", { exact: true }).fill(Stage.PASSWORD);
  await guest.page.keyboard.press("Enter");
  await guest.page.getByLabel("Code of your app").and(guest.page.locator(":focus")).waitFor();
  return guest;
}

async function signIn(stage, { email }, app, recovery) {
  const { page, context } = await fillIn(stage, email);
  await look(stage, page, "code");
  await page.getByLabel("Code of your app").fill("123456");
  await page.keyboard.press("Enter");
  await page.locator("[aria-invalid]:focus").waitFor();
  await look(stage, page, "wrong-code");
  await page.getByLabel("Code of your app").fill(await app.code(stage));
  await page.keyboard.press("Enter");
  await page.waitForURL("**/inbox");
  await context.close();
  const other = await fillIn(stage, email);
  await other.page.getByLabel("Code of your app").fill(recovery[0].toLowerCase());
  await other.page.getByRole("button", { name: "Sign in", exact: true }).click();
  await other.page.waitForURL("**/inbox");
  await other.context.close();
}

/** A device with passkeys, as Chromium plays one. */
async function deviceOf({ context, page }) {
  const browser = await context.newCDPSession(page);
  await browser.send("WebAuthn.enable");
  const options = { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true };
  const more = { isUserVerified: true, automaticPresenceSimulation: true };
  const { authenticatorId } = await browser.send("WebAuthn.addVirtualAuthenticator", {
    options: { ...options, ...more },
  });
  return { browser, authenticatorId };
}

async function addPasskey(stage, ada, app) {
  const { page } = ada;
  await deviceOf(ada);
  await ada.open("/settings/security");
  await isProofOld(stage, ada);
  const part = region(page, "Passkeys");
  await part.getByRole("button", { name: "Add a passkey" }).click();
  await prove(stage, page, app);
  await part.getByText("Your passkey is added.").waitFor();
  assert.equal(await part.getByRole("listitem").count(), 1);
  await look(stage, page, "passkey");
  await letterTo(stage, ada.email, "A passkey was added");
}

/** Signs out and in again with the passkey: neither password nor code is asked for. */
async function signInByPasskey(stage, ada) {
  const { page } = ada;
  await ada.call("POST", "/auth/logout");
  // The page hears of it, and leaves by itself.
  await page.waitForURL("**/sign-in?**");
  await page.goto(`${Stage.BASE}/sign-in?next=%2Finbox`);
  const button = page.getByRole("button", { name: "Sign in with a passkey" });
  await button.waitFor();
  await look(stage, page, "sign-in");
  await button.click();
  await page.waitForURL("**/inbox");
  assert.equal((await ada.call("GET", "/auth/me")).id, ada.id);
}

/** The passkey proves that it is them, for turning everything off. */
async function turnOff(stage, ada) {
  const { page } = ada;
  await ada.open("/settings/security");
  await isProofOld(stage, ada);
  const part = region(page, "Second factor");
  await part.getByRole("button", { name: "Turn off" }).click();
  await page.getByRole("alertdialog").or(page.getByRole("dialog")).getByRole("button", { name: "Turn off" }).click();
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await part.getByText("Your second factor is off.").waitFor();
  const passkeys = region(page, "Passkeys");
  await passkeys.getByRole("button", { name: /^Remove the passkey/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove", exact: true }).click();
  await passkeys.getByText("The passkey is removed.").waitFor();
  assert.equal(await passkeys.getByRole("listitem").count(), 0);
}

export default async function walk(stage) {
  const ada = await stage.person("Ada");
  stage.isBroken = true; // browsers say what was refused until it was proven
  const { app, recovery } = await turnOn(stage, ada);
  await signIn(stage, ada, app, recovery);
  await addPasskey(stage, ada, app);
  await signInByPasskey(stage, ada);
  await turnOff(stage, ada);
  stage.isBroken = false;
}
