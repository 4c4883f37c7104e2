/** Where WebSockets are blocked, a chat goes on all the same: what is said arrives, is counted as unread and marked as read. */
import assert from "node:assert/strict";
import { Stage } from "./stage.mjs";

const said = (page) => page.getByRole("log").locator("p.whitespace-pre-wrap").allTextContents();

async function say(page, text) {
  await page.getByRole("textbox", { name: "Your message" }).fill(text);
  await page.keyboard.press("Enter");
}

export default async function walk(stage) {
  const [ada, bob] = [await stage.person("Ada"), await stage.person("Bob")];
  let blocked = 0;
  for (const { context } of [ada, bob])
    await context.routeWebSocket(/socket\.io/, (socket) => {
      blocked += 1;
      void socket.close();
    });
  stage.isBroken = true; // browsers complain about each
  const conversation = await ada.write("/conversations", { kind: "direct", member_ids: [bob.id] });
  await ada.open(`/chat/${conversation}`);
  await bob.open("/");
  await stage.heard(bob, "hello");
  await say(ada.page, "Hello Bob");
  const badge = bob.page.getByRole("navigation", { name: "Main" }).getByText("1 unread message");
  await badge.waitFor();
  await bob.page.getByRole("link", { name: /Chat$/ }).click();
  await bob.page.getByRole("navigation", { name: "Your conversations" }).getByRole("link").first().click();
  await bob.page.getByText("Hello Bob").waitFor();
  await badge.waitFor({ state: "detached" });
  const unread = async () => (await bob.call("GET", `/conversations/${conversation}`)).unread_count;
  const allRead = () => stage.until(async () => (await unread()) === 0, "all messages are marked as read");
  await allRead();
  await say(bob.page, "Hello Ada");
  await ada.page.getByText("Hello Ada").waitFor();
  await say(ada.page, "No sockets here");
  for (const { page } of [ada, bob]) {
    await stage.until(async () => (await said(page)).length === 3, "every message, once");
    assert.deepEqual(await said(page), ["Hello Bob", "Hello Ada", "No sockets here"]);
    assert.equal(await page.getByText("Reconnecting").count(), 0, "nobody needs to know");
  }
  assert.ok(blocked >= 2, `only ${blocked} sockets were tried`);
  await allRead();
  await bob.page.goto(Stage.BASE);
  await stage.heard(bob, "hello");
  await say(ada.page, "And a last one");
  await badge.waitFor();
  stage.isBroken = false;
}
