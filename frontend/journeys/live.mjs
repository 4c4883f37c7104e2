/**
 * The feed and a post are live by the browser's own event stream, and load no socket. From page to page nothing is lost. Eight tabs of one
 * browser do not take each other's connections: the four that were looked at last hear, the others when they are looked at again.
 */
import assert from "node:assert/strict";
import { Stage } from "./stage.mjs";

const TABS = 8;

/** Notes the sockets that a page opens, and the scripts that it loads. */
function watch(page) {
  const [sockets, scripts] = [[], []];
  page.on("websocket", (socket) => sockets.push(socket.url()));
  page.on(
    "response",
    (answer) => answer.request().resourceType() === "script" && scripts.push(answer.text().catch(() => "")),
  );
  /** Whether one of the scripts is Socket.IO's, by the names of the parameters of its handshake. */
  const hasSocketIo = async () => {
    return (await Promise.all(scripts)).some((text) => /\bEIO\b/.test(text));
  };
  return { sockets, hasSocketIo };
}

async function withoutSockets(stage, ada, bob, post) {
  const { sockets, hasSocketIo } = watch(ada.page);
  await ada.open("/");
  await stage.heard(ada, "hello");
  await bob.write("/posts", { title: "While she reads", content: "Some content" });
  await ada.page.getByRole("button", { name: "1 new post" }).click();
  await ada.page.getByRole("link", { name: "While she reads" }).first().click();
  await ada.page.getByRole("textbox", { name: "Your comment" }).waitFor();
  await stage.heard(ada, "hello");
  await ada.open(`/posts/${post}`);
  await stage.heard(ada, "hello");
  await bob.write(`/posts/${post}/comments`, { content: "While she looks" });
  await ada.page.getByText("While she looks").waitFor();
  await stage.quiet(ada.page);
  assert.deepEqual([sockets, await hasSocketIo()], [[], false]);
  await ada.page.getByRole("link", { name: /Chat$/ }).click();
  await stage.until(() => sockets.length > 0, "the socket of the chat");
  assert.ok(await hasSocketIo(), "the journey would notice");
}

/** The way back and forth, while somebody comments all the time. */
async function fromPageToPage(stage, ada, bob, post) {
  await ada.open("/");
  await stage.heard(ada, "hello");
  const [there, count] = [`/posts/${post}`, 6];
  for (let n = 0; n < count; n += 1) {
    const written = bob.write(`/posts/${post}/comments`, { content: `On the way ${n}.` });
    await ada.page.locator(`a[href^="${there}"]`).first().click();
    await ada.page.waitForURL(`**${there}*`);
    await written;
    await ada.page.getByText(`On the way ${n}.`, { exact: true }).waitFor();
    await ada.page.goBack();
    await ada.page.waitForURL(Stage.BASE + "/");
  }
  await ada.open(there);
  for (let n = 0; n < count; n += 1)
    assert.equal(await ada.page.getByText(`On the way ${n}.`, { exact: true }).count(), 1);
}

async function manyTabs(stage, ada, bob) {
  const post = await bob.write("/posts", { title: "In many tabs", content: "Some content" });
  const tabs = [];
  for (let n = 0; n < TABS; n += 1) {
    const page = await ada.context.newPage();
    await page.goto(`${Stage.BASE}/posts/${post}`);
    await page.getByRole("textbox", { name: "Your comment" }).click();
    tabs.push(page);
  }
  const hears = (page, text) => page.getByText(text, { exact: true }).waitFor();
  await bob.write(`/posts/${post}/comments`, { content: "To the last ones" });
  for (const page of tabs.slice(-4)) await hears(page, "To the last ones");
  // Those that were not looked at for long have nothing open, and say so.
  for (const page of tabs.slice(0, 4)) {
    assert.equal(await page.getByText("To the last ones", { exact: true }).count(), 0);
    await page.getByText("Live updates are paused here").waitFor();
  }
  await tabs[0].getByRole("textbox", { name: "Your comment" }).click();
  await hears(tabs[0], "To the last ones");
  await tabs[0].getByText("Live updates are paused here").waitFor({ state: "detached" });
  await bob.write(`/posts/${post}/comments`, { content: "To the first again" });
  await hears(tabs[0], "To the first again");
  assert.equal(await tabs[0].getByText("To the last ones", { exact: true }).count(), 1);
  for (const page of tabs) await page.close();
}

export default async function walk(stage) {
  const [ada, bob] = [await stage.person("Ada"), await stage.person("Bob")];
  const post = await bob.write("/posts", { title: "A title", content: "Some content" });
  await withoutSockets(stage, ada, bob, post);
  await fromPageToPage(stage, ada, bob, post);
  await manyTabs(stage, ada, bob);
}
