/** Two people like a post and a comment: at once for the one, live for the other, and still so after a reload; also without a network. */
import assert from "node:assert/strict";

const heart = (page, within, count, isPressed) =>
  within(page).getByRole("button", {
    name: count === 0 ? "Like" : `Like, ${count} so far`,
    exact: true,
    pressed: isPressed,
  });
const ofPost = (page) => page.getByRole("article").filter({ has: page.getByRole("heading", { level: 1 }) });
const ofComment = (page) => page.getByRole("article").filter({ hasText: "A comment" });

async function press(ada, bob, within) {
  await heart(ada.page, within, 0, false).click();
  await heart(ada.page, within, 1, true).waitFor();
  await heart(bob.page, within, 1, false).waitFor();
  await heart(bob.page, within, 1, false).click();
  await heart(bob.page, within, 2, true).waitFor();
  await heart(ada.page, within, 2, true).waitFor();
  await heart(ada.page, within, 2, true).click();
  await heart(bob.page, within, 1, true).waitFor();
  await heart(ada.page, within, 1, false).waitFor();
}

export default async function walk(stage) {
  const [ada, bob] = [await stage.person("Ada"), await stage.person("Bob")];
  const post = await ada.write("/posts", { title: "A title", content: "Some content" });
  const comment = await ada.write(`/posts/${post}/comments`, { content: "A comment" });
  for (const { page } of [ada, bob]) await page.goto(`${stage.constructor.BASE}/posts/${post}`);
  for (const within of [ofPost, ofComment]) await press(ada, bob, within);
  await bob.page.reload();
  for (const within of [ofPost, ofComment]) await heart(bob.page, within, 1, true).waitFor();
  // In the feed as well.
  await bob.open("/");
  await heart(bob.page, (page) => page.getByRole("article").filter({ hasText: "A title" }), 1, true).waitFor();
  // What is pressed without a network is kept, and sent when there is one.
  stage.isBroken = true;
  await stage.quiet(ada.page);
  await ada.context.setOffline(true);
  await heart(ada.page, ofPost, 1, false).click();
  await ada.page.getByText("Not saved yet").waitFor();
  await heart(ada.page, ofPost, 2, true).waitFor();
  await ada.context.setOffline(false);
  await ada.page.getByText("Not saved yet").waitFor({ state: "detached" });
  await stage.until(async () => (await ada.call("GET", `/posts/${post}`)).like_count === 2, "the like to be sent");
  stage.isBroken = false;
  const liked = await ada.call("GET", `/users/me/likes?ids=${post},${comment}`);
  assert.deepEqual(liked.items, [post]);
}
