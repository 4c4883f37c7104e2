/**
 * Somebody turns pushes on, is told of an answer while no page is open, and signs out. There is no push service of a browser
 * here: the page's PushManager gives subscriptions of one beside the journey, and what came to that is handed to the service
 * worker by DevTools.
 */
import assert from "node:assert/strict";
import { Stage } from "./stage.mjs";
import { barriers } from "./barriers.mjs";

/** In the page: a push manager whose subscriptions are those that the journey gives. */
function replacePushManager() {
  const KEPT = "push-subscription";
  const subscription = (told) => ({
    toJSON: () => JSON.parse(told),
    unsubscribe: async () => {
      localStorage.removeItem(KEPT);
      return true;
    },
  });
  PushManager.prototype.getSubscription = async () => {
    const told = localStorage.getItem(KEPT);
    return told && subscription(told);
  };
  PushManager.prototype.subscribe = async ({ applicationServerKey, userVisibleOnly }) => {
    const told = await window.subscribeBeside(applicationServerKey, userVisibleOnly);
    localStorage.setItem(KEPT, told);
    return subscription(told);
  };
}

async function readerWithPushes(stage) {
  const ada = await stage.person("Ada");
  await ada.context.exposeFunction("subscribeBeside", async (key, isVisible) => {
    assert.equal(isVisible, true);
    assert.equal(key, (await ada.call("GET", "/inbox/push")).public_key);
    return JSON.stringify((await stage.ask("subscription")).subscription);
  });
  await ada.context.addInitScript(replacePushManager);
  return ada;
}

/** Hands this to the service worker of the page, as a browser does with what it was pushed. */
async function deliver(stage, { context, page }, data) {
  const devtools = await context.newCDPSession(page);
  let registrationId;
  devtools.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
    registrationId = registrations.find(({ isDeleted }) => !isDeleted)?.registrationId;
  });
  await devtools.send("ServiceWorker.enable");
  await stage.until(() => registrationId, "the service worker");
  await devtools.send("ServiceWorker.deliverPushMessage", { origin: Stage.BASE, registrationId, data });
}

const shown = ({ page }) =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration("/");
    const all = (await registration?.getNotifications()) ?? [];
    return all.map(({ title, body, tag, data }) => ({ title, body, tag, url: data.url }));
  });

async function turnOn(stage, ada) {
  const { page } = ada;
  await ada.context.grantPermissions(["notifications"], { origin: Stage.BASE });
  await ada.open("/settings");
  const device = page.getByRole("region", { name: "On this device" });
  await device.getByText("Notifications are off on this device.").waitFor();
  await device.getByRole("button", { name: "Turn on notifications" }).click();
  await device.getByText("This device gets notifications, until you sign out here.").waitFor();
  assert.deepEqual(await barriers(page), []);
  await device.scrollIntoViewIfNeeded();
  await stage.photograph(page, "settings-push");
  await page.reload();
  await device.getByRole("button", { name: "Turn off notifications" }).waitFor();
}

async function beTold(stage, ada, bob, post) {
  const comment = await bob.write(`/posts/${post}/comments`, { content: "An answer to Ada" });
  const { pushed } = await stage.ask("pushed");
  assert.equal(pushed.length, 1);
  const { tag, ...said } = pushed[0];
  const url = `/posts/${post}?comment=${comment}#comments`;
  assert.deepEqual(said, { title: "Bob answered you", body: "An answer to Ada", url });

  await deliver(stage, ada, JSON.stringify(pushed[0]));
  await stage.until(async () => (await shown(ada)).length === 1, "the notification");
  assert.deepEqual(await shown(ada), [{ ...said, tag }]);
  await deliver(stage, ada, JSON.stringify({ ...pushed[0], body: "Again" }));
  await stage.until(async () => (await shown(ada))[0].body === "Again", "another one in its place");
  assert.equal((await shown(ada)).length, 1);
}

async function signOut(stage, { page }) {
  await page.getByRole("button", { name: "Account menu" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.waitForURL((address) => address.pathname !== "/settings");
  assert.deepEqual(await shown({ page }), []);
  assert.equal(await page.evaluate(() => localStorage.getItem("push-subscription")), null);
}

export default async function walk(stage) {
  const [ada, bob] = [await readerWithPushes(stage), await stage.person("Bob")];
  await turnOn(stage, ada);
  const post = await ada.write("/posts", { title: "A title", content: "c" });
  await beTold(stage, ada, bob, post);
  await signOut(stage, ada);
  await bob.write(`/posts/${post}/comments`, { content: "Another answer" });
  assert.equal((await stage.ask("pushed")).pushed.length, 1);
}
