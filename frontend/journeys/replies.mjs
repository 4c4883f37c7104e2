/** A reply, and a reply to that, seen live by the other; the first replies are there at once, and the others when somebody reads on;
 * a deleted comment keeps its place; a link opens the thread at a comment. */
import assert from "node:assert/strict";

const card = (page, text) => page.getByRole("article").filter({ hasText: text }).last();

async function reply(page, to, text) {
  await card(page, to).getByRole("button", { name: "Reply", exact: true }).first().click();
  await page.getByRole("textbox", { name: "Your reply", exact: true }).fill(text);
  await page.getByRole("textbox", { name: "Your reply", exact: true }).press("Tab");
  await page.locator("form").filter({ hasText: "Reply" }).getByRole("button", { name: "Reply", exact: true }).click();
  await card(page, text).waitFor();
}

export default async function walk(stage) {
  const [ada, bob] = [await stage.person("Ada"), await stage.person("Bob")];
  const post = await ada.write("/posts", { title: "A title", content: "Some content" });
  const comment = await ada.write(`/posts/${post}/comments`, { content: "The first comment" });
  for (const { page } of [ada, bob]) await page.goto(`${stage.constructor.BASE}/posts/${post}`);
  await reply(bob.page, "The first comment", "An answer");
  await card(ada.page, "An answer").waitFor();
  await reply(ada.page, "An answer", "An answer to that");
  await card(bob.page, "An answer").getByRole("button", { name: "Show 1 reply" }).click();
  await card(bob.page, "An answer to that").waitFor();
  await bob.page.getByRole("heading", { name: "3 comments" }).waitFor();
  await stage.photograph?.(ada.page, "replies");
  // A link leads to the comment, below those that it answers.
  const thread = await ada.call("GET", `/comments/${comment}/replies`);
  const deeper = await ada.call("GET", `/comments/${thread.items[0].id}/replies`);
  await bob.open(`/posts/${post}?comment=${deeper.items[0].id}`);
  const opened = bob.page.getByRole("region", { name: "The comment that you opened" });
  for (const text of ["The first comment", "An answer", "An answer to that"])
    await opened.getByText(text, { exact: true }).waitFor();
  // Deleted, it keeps its place as long as there are replies.
  await bob.page.goto(`${stage.constructor.BASE}/posts/${post}`);
  await ada.call("DELETE", `/comments/${comment}`);
  await bob.page.getByText("This comment was deleted.").waitFor();
  await card(bob.page, "An answer").waitFor();
  assert.equal(await bob.page.getByText("The first comment").count(), 0);
  await readOn(stage, ada, bob, post);
}

/** Two of five replies come with the page; a sixth that comes live stays behind the others, and is counted. */
async function readOn(stage, ada, bob, post) {
  const comment = await ada.write(`/posts/${post}/comments`, { content: "A much discussed comment" });
  const answer = (n) => ada.write(`/posts/${post}/comments`, { content: `Opinion ${n}`, parent_id: comment });
  for (const n of [1, 2, 3, 4, 5]) await answer(n);
  const { page } = bob;
  await page.goto(`${stage.constructor.BASE}/posts/${post}`);
  await page.getByText("Opinion 2", { exact: true }).waitFor();
  assert.equal(await page.getByText("Opinion 3", { exact: true }).count(), 0);
  await page.getByRole("button", { name: "Show 3 more replies" }).waitFor();
  await answer(6);
  await page.getByRole("button", { name: "Show 4 more replies" }).click();
  for (const n of [1, 2, 3, 4, 5, 6]) await page.getByText(`Opinion ${n}`, { exact: true }).waitFor();
  assert.equal(await page.getByRole("button", { name: /more repl/ }).count(), 0);
  await answer(7);
  await page.getByText("Opinion 7", { exact: true }).waitFor();
}
