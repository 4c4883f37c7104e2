/** Every component, in each of its states and looks, is as it was accepted (pictures.mjs). */
import assert from "node:assert/strict";
import { join } from "node:path";
import { Pictures } from "./accepted-pictures.mjs";
import { Stage } from "./stage.mjs";

const NOW = "2026-11-27T12:00:00Z";
const MARGIN_PX = 8;
const HEIGHT_PX = 8_000;
const STILL = { animations: "disabled", caret: "hide" };
const LOOKS = {
  light: { colorScheme: "light" },
  dark: { colorScheme: "dark" },
  forced: { colorScheme: "dark", forcedColors: "active" },
  rtl: { colorScheme: "light", direction: "rtl" },
};
const KINDS = ["primary", "secondary", "quiet", "danger"];

const boxesOf = (locators) => Promise.all(locators.map((each) => each.boundingBox()));

/** Where these are, once they move no more. */
async function settledBoxes(stage, locators) {
  let before = "";
  return stage.until(async () => {
    const boxes = await boxesOf(locators);
    const isSettled = JSON.stringify(boxes) === before && boxes.every(({ x, y }) => x >= 0 && y >= 0);
    before = JSON.stringify(boxes);
    return isSettled && boxes;
  }, "standing still");
}

/** A picture of these, and a little of what is around them. */
async function photographAround(stage, page, ...locators) {
  const boxes = await settledBoxes(stage, locators);
  const [left, top] = [Math.min(...boxes.map(({ x }) => x)), Math.min(...boxes.map(({ y }) => y))];
  const [right, bottom] = [
    Math.max(...boxes.map(({ x, width }) => x + width)),
    Math.max(...boxes.map(({ y, height }) => y + height)),
  ];
  const [x, y] = [Math.floor(left) - MARGIN_PX, Math.floor(top) - MARGIN_PX];
  const size = { width: Math.ceil(right) + MARGIN_PX - x, height: Math.ceil(bottom) + MARGIN_PX - y };
  return page.screenshot({ ...STILL, clip: { x, y, ...size } });
}

/** Opened at a moment that is always the same, with nothing that moves, and as high as the page, so that nothing is scrolled. */
async function open(stage, { direction, ...look }) {
  const viewport = { width: 760, height: HEIGHT_PX };
  const settled = { viewport, reducedMotion: "reduce", timezoneId: "UTC", locale: "en-GB" };
  const { page } = await stage.visitor({ ...settled, ...look });
  await page.clock.setFixedTime(NOW);
  await page.goto(`${Stage.BASE}/components?at=${NOW}`, { waitUntil: "networkidle" });
  if (direction) await page.evaluate((to) => (document.documentElement.dir = to), direction);
  await page.evaluate(() => document.fonts.ready);
  assert.ok(
    await page.evaluate((most) => document.documentElement.scrollHeight <= most, HEIGHT_PX),
    "the page is not scrolled",
  );
  return page;
}

async function restingStates(_, page, take) {
  for (const part of await page.locator("[data-specimens]").all())
    take(await part.getAttribute("data-specimens"), await part.screenshot(STILL));
}

async function buttonsUnderPointerAndFocus(stage, page, take) {
  for (const name of KINDS) {
    const button = page.getByRole("button", { name, exact: true }).first();
    await button.hover();
    take(`button-${name}-hover`, await photographAround(stage, page, button));
    await page.mouse.move(0, 0);
    await button.focus();
    // The outline is for who uses the keyboard.
    await page.keyboard.press("Shift");
    take(`button-${name}-focus`, await photographAround(stage, page, button));
  }
}

async function fieldUnderFocus(stage, page, take) {
  const field = page.getByRole("textbox", { name: "Filled", exact: true });
  await field.hover();
  take("field-hover", await photographAround(stage, page, field));
  await page.mouse.move(0, 0);
  await field.focus();
  take("field-focus", await photographAround(stage, page, field));
  await field.blur();
}

async function openMenu(stage, page, take) {
  const button = page.getByRole("button", { name: "Open the menu" });
  await button.press("Enter");
  const menu = page.getByRole("menu");
  await menu.waitFor();
  await page.keyboard.press("End");
  await page.keyboard.press("Home");
  take("menu", await photographAround(stage, page, button, menu));
  await page.keyboard.press("Escape");
  await menu.waitFor({ state: "detached" });
}

async function tooltip(stage, page, take) {
  const button = page.getByRole("button", { name: "Open the menu" });
  await button.hover();
  const says = page.locator(".tooltip");
  await says.waitFor();
  take("tooltip", await photographAround(stage, page, button, says));
  await page.mouse.move(0, 0);
  await says.waitFor({ state: "detached" });
}

async function openDialog(stage, page, take) {
  await page.getByRole("button", { name: "Ask something" }).press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  take("dialog", await photographAround(stage, page, dialog));
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
}

export default async function walk(stage) {
  const into = join(process.env.SCREENSHOTS ?? "screenshots", "gallery");
  const pictures = new Pictures(process.env.ACCEPTED, into, process.env.ACCEPT === "1");
  for (const [look, options] of Object.entries(LOOKS)) {
    const page = await open(stage, options);
    const take = (name, bytes) => pictures.check(`${look}/${name}`, bytes);
    for (const part of [restingStates, buttonsUnderPointerAndFocus, fieldUnderFocus, tooltip, openMenu, openDialog])
      await part(stage, page, take);
    await page.context().close();
  }
  pictures.verdict();
}
