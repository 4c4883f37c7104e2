/** Pages opened without a network: one page says so, with what waits to be sent, and the page itself comes as soon as it can. */
import assert from "node:assert/strict";
import { barriers } from "./barriers.mjs";
import { Stage } from "./stage.mjs";
import { post } from "./writing.mjs";

const TITLE = "Written in a tunnel";
/** A browser that is cut off from the network by DevTools does not always say so to its pages. */
const SAYS_SO = { name: /^(You are offline|The site cannot be reached)$/ };

/** The worker has the page, and answers for what is opened from now on. */
const isReady = (page) =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration("/");
    return registration?.active?.state === "activated" && Boolean(await caches.match("/offline"));
  });

const keptFiles = (page) =>
  page.evaluate(async () =>
    (await (await caches.open("offline-shell")).keys()).map(({ url }) => new URL(url).pathname),
  );

async function writeOffline(ada) {
  await ada.page.getByRole("textbox", { name: "Title", exact: true }).focus();
  await ada.stage.quiet(ada.page);
  await ada.context.setOffline(true);
  await post(ada.page, TITLE);
  await ada.page.locator("[data-state=waiting]").waitFor();
}

async function openOffline(stage, { page }, path) {
  await page.goto(Stage.BASE + path);
  await page.getByRole("heading", SAYS_SO).waitFor();
  await page.getByText(TITLE).waitFor();
  assert.equal(new URL(page.url()).pathname, path);
  assert.deepEqual(await barriers(page), []);
  await stage.photograph(page, "offline-shell");
}

export default async function walk(stage) {
  const ada = await stage.person("Ada");
  const { page } = ada;
  await ada.open("/");
  await stage.until(() => isReady(page), "keeping the page");
  const before = await keptFiles(page);
  assert.ok(before.some((path) => path.endsWith(".css")) && before.some((path) => path.endsWith(".js")));
  stage.isBroken = true; // there is no network
  await writeOffline(ada);
  await openOffline(stage, ada, "/inbox");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("heading", SAYS_SO).waitFor();
  await ada.context.setOffline(false);
  // By itself, at the address that was asked for.
  await page.getByRole("heading", { name: "Inbox" }).waitFor();
  await ada.open("/");
  await page.getByRole("list", { name: "Feed" }).getByRole("heading", { name: TITLE }).waitFor();
  stage.isBroken = false;
  assert.equal(new Set(await keptFiles(page)).size, before.length);
}
