/** Two tabs edit the same post, comment and message: the later save asks, and nobody's text is lost. */
import assert from "node:assert/strict";

const ASKS = "This was changed elsewhere since you opened it.";

async function openEdit(page, what) {
  await page
    .getByRole("button", { name: `${what} actions` })
    .first()
    .click();
  await page.getByRole("menuitem", { name: "Edit" }).click();
}

const box = (page, label) => page.getByRole("textbox", { name: label, exact: true });

async function both(stage, first, second, path, what, label) {
  for (const { page } of [first, second]) {
    await page.goto(new URL(path, page.url() === "about:blank" ? stage.constructor.BASE : page.url()).href);
    await openEdit(page, what);
    await box(page, label).waitFor();
  }
  await box(first.page, label).fill(`Mine, of the first tab: ${what}`);
  await first.page.getByRole("button", { name: "Save" }).click();
  // The second tab has heard of it before it saves.
  await first.page.getByText(`Mine, of the first tab: ${what}`).waitFor();
  await second.page.waitForTimeout(1_000);
  await box(second.page, label).fill(`Mine, of the second tab: ${what}`);
  await second.page.getByRole("button", { name: "Save" }).click();
  await second.page.getByText(ASKS).waitFor();
  await second.page.getByText(`Mine, of the first tab: ${what}`).waitFor();
  // Nothing is lost: the text is there again, and may be saved now.
  await openEdit(second.page, what);
  assert.equal(await box(second.page, label).inputValue(), `Mine, of the second tab: ${what}`);
  await second.page.getByRole("button", { name: "Save" }).click();
  await first.page.getByText(`Mine, of the second tab: ${what}`).waitFor();
}

export default async function walk(stage) {
  const [ada, bob] = [await stage.person("Ada"), await stage.person("Bob")];
  const other = await stage.again(ada);
  const post = await ada.write("/posts", { title: "A title", content: "Some content" });
  await ada.write(`/posts/${post}/comments`, { content: "A comment" });
  const started = await ada.call("POST", "/conversations", { kind: "direct", member_ids: [bob.id] });
  await stage.until(async () => (await ada.call("GET", `/writes/${started.id}`)).state === "applied");
  await ada.write(`/conversations/${started.resource.id}/messages`, { content: "A message" });
  stage.isBroken = true; // a save that is refused
  await both(stage, ada, other, `/posts/${post}`, "post", "Your post");
  await both(stage, ada, other, `/posts/${post}`, "comment", "Edit comment");
  await both(stage, ada, other, `/chat/${started.resource.id}`, "message", "Edit message");
  stage.isBroken = false;
}
