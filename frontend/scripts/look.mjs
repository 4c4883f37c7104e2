/** Takes pictures of pages, light and dark, phone and desktop, as a fresh account sees them. Wants a running server: BASE. */
import { mkdirSync } from "node:fs";
import { chromium } from "playwright-core";

const BASE = process.env.BASE ?? "http://127.0.0.1:3000";
const INTO = process.env.INTO ?? "screenshots";
const WIDTHS = { phone: 375, desktop: 1280 };
const OPEN = { "sign-in": "/sign-in", register: "/register" };
const INSIDE = { feed: "/", "not-found": "/no/such/page" };

mkdirSync(INTO, { recursive: true });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });

function complainOf(page) {
  page.on("console", (message) => message.type() === "error" && console.log(`${page.url()} console: ${message.text()}`));
  page.on("pageerror", (error) => console.log(`${page.url()} error: ${error.message}`));
}

async function shoot(page, name, path) {
  await page.goto(BASE + path, { waitUntil: "load" });
  await page.waitForTimeout(600);
  const [inner, all] = await page.evaluate(() => [window.innerWidth, document.documentElement.scrollWidth]);
  if (all > inner) console.log(`${path} is ${all} px wide in a window of ${inner}`);
  await page.screenshot({ path: `${INTO}/${name}.png` });
}

async function signUp(page) {
  await page.goto(`${BASE}/register`);
  await page.getByLabel("Name").fill("Ada Lovelace");
  await page.getByLabel("E-mail address").fill(`ada-${Date.now()}@example.org`);
  await page.getByLabel("Password").fill("correct horse");
  await page.getByRole("button", { name: "Make my account" }).click();
  await page.waitForURL(`${BASE}/`);
}

const first = await browser.newContext();
const page = await first.newPage();
complainOf(page);
await signUp(page);
const storageState = await first.storageState();

for (const colorScheme of ["light", "dark"]) {
  for (const [size, width] of Object.entries(WIDTHS)) {
    for (const [state, pages] of [[undefined, OPEN], [storageState, INSIDE]]) {
      const context = await browser.newContext({ colorScheme, viewport: { width, height: 800 }, storageState: state });
      const tab = await context.newPage();
      complainOf(tab);
      for (const [name, path] of Object.entries(pages)) await shoot(tab, `${name}-${size}-${colorScheme}`, path);
      await context.close();
    }
  }
}
await browser.close();
