/** Two people chat: typing, presence, unread, edits, across a reconnect; history by scrolling up; nothing missing, nothing twice. */
import assert from "node:assert/strict";

const said = (page) => page.getByRole("log").locator("p.whitespace-pre-wrap").allTextContents();

async function say(page, text) {
  await page.getByRole("textbox", { name: "Your message" }).fill(text);
  await page.keyboard.press("Enter");
}

async function meet(stage, ada, bob) {
  await ada.open(`/users/${bob.id}`);
  await ada.page.getByRole("link", { name: "Send a message" }).click();
  await ada.page.waitForURL("**/chat/*");
  await say(ada.page, "Hello\nBob");
  const badge = bob.page.getByRole("navigation", { name: "Main" }).getByText("1 unread message");
  await badge.waitFor();
  await bob.page.getByRole("link", { name: /Chat$/ }).click();
  await bob.page.getByRole("navigation", { name: "Your conversations" }).getByRole("link").first().click();
  await bob.page.getByText("Hello\nBob").waitFor();
  await bob.page.bringToFront();
  await badge.waitFor({ state: "detached" });
}

/** Who writes to somebody learns whether they are there once they have answered. */
async function seeEachOther(stage, ada, bob) {
  const [online, typing] = [ada.page.getByText("online", { exact: true }), ada.page.getByText("Bob is typing …")];
  const field = bob.page.getByRole("textbox", { name: "Your message" });
  await field.pressSequentially("Hi");
  assert.equal((await online.count()) + (await typing.count()), 0);
  await bob.page.keyboard.press("Enter");
  await ada.page.getByText("Hi", { exact: true }).waitFor();
  await online.first().waitFor({ state: "attached" });
  // It is said every few seconds.
  await stage.until(async () => {
    await field.pressSequentially(".");
    return (await typing.count()) > 0;
  }, "that Bob is typing");
  await field.fill("How are you?");
  await bob.page.keyboard.press("Enter");
  await ada.page.getByText("How are you?", { exact: true }).waitFor();
  await typing.waitFor({ state: "detached" });
}

async function reconnect(stage, ada, bob) {
  stage.isBroken = true;
  await bob.context.setOffline(true);
  await say(bob.page, "from the tunnel");
  const words = Array.from({ length: 6 }, (_, n) => `while you were away ${n}`);
  for (const text of words) {
    await say(ada.page, text);
    await ada.page.getByText(text).waitFor();
  }
  await bob.page.getByText("Not sent yet.").waitFor();
  // Shown is not accepted yet, and what waits is sent as soon as the network is back.
  await ada.page.locator("[data-state]").first().waitFor({ state: "detached" });
  await bob.context.setOffline(false);
  await stage.until(
    async () => (await said(bob.page)).filter((text) => text.startsWith("while")).length === words.length,
    "catching up",
  );
  await ada.page.getByText("from the tunnel").waitFor();
  stage.isBroken = false;
  const expected = ["Hello\nBob", "Hi", "How are you?", ...words, "from the tunnel"];
  for (const { page } of [ada, bob]) {
    await stage.until(async () => (await said(page)).length === expected.length, "every message, once");
    assert.deepEqual(await said(page), expected);
  }
}

async function change(ada, bob) {
  const last = ada.page.getByRole("log").getByText("while you were away 5");
  await last.hover();
  await ada.page.getByRole("button", { name: "Message actions" }).last().click();
  await ada.page.getByRole("menuitem", { name: "Edit" }).click();
  await ada.page.getByLabel("Edit message").fill("now you are back");
  await ada.page.getByRole("button", { name: "Save" }).click();
  await bob.page.getByText("now you are back").waitFor();
  await bob.page.getByText("edited").waitFor();
  await ada.page.getByRole("log").getByText("now you are back").hover();
  await ada.page.getByRole("button", { name: "Message actions" }).last().click();
  await ada.page.getByRole("menuitem", { name: "Delete" }).click();
  await ada.page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await bob.page.getByText("now you are back").waitFor({ state: "detached" });
}

async function scrollUp(stage, ada, bob) {
  const id = bob.page.url().split("/").at(-1);
  for (let n = 0; n < 100; n += 1) await ada.call("POST", `/conversations/${id}/messages`, { content: `number ${n}` });
  await bob.page.getByText("number 99").waitFor();
  await bob.page.reload();
  await bob.page.getByText("number 99").waitFor();
  assert.equal(await bob.page.getByText("Hello\nBob").count(), 0);
  await bob.page.getByRole("log").hover();
  await stage.until(async () => {
    await bob.page.mouse.wheel(0, -1500);
    return (await bob.page.getByText("Hello\nBob").count()) > 0;
  }, "the first message");
  const numbers = (await said(bob.page)).filter((text) => text.startsWith("number"));
  assert.deepEqual(
    numbers,
    Array.from({ length: 100 }, (_, n) => `number ${n}`),
  );
  await say(ada.page, "the newest");
  await bob.page.getByRole("button", { name: "New messages" }).click();
  await bob.page.getByText("the newest").waitFor();
}

export default async function walk(stage) {
  const [ada, bob] = [await stage.person("Ada"), await stage.person("Bob")];
  await bob.open("/");
  await meet(stage, ada, bob);
  await seeEachOther(stage, ada, bob);
  await reconnect(stage, ada, bob);
  await change(ada, bob);
  await scrollUp(stage, ada, bob);
}
