/** Somebody follows another: at once for the one, live for the other; the home feed shows what the followed one writes. */
import assert from "node:assert/strict";
import { Stage } from "./stage.mjs";

const button = (page, name, isPressed) =>
  page.getByRole("button", { name: `Follow ${name}`, exact: true, pressed: isPressed });
const followers = (page, count) => page.getByRole("link", { name: count === 1 ? "1 follower" : `${count} followers` });
const titles = (page) => page.getByRole("list", { name: "Feed" }).getByRole("heading", { level: 2 }).allTextContents();

async function find(stage, bob, ada) {
  const { page } = bob;
  await bob.open("/");
  await page.getByRole("navigation", { name: "Order of the feed" }).getByRole("link", { name: "Following" }).click();
  await page.waitForURL("**/?order=home");
  await page.getByText("Nobody to read yet").waitFor();
  await stage.photograph(page, "home-empty");
  await page.getByRole("link", { name: "See all posts" }).click();
  await page.getByRole("heading", { name: "By Ada" }).first().waitFor();
  await page.getByRole("article").filter({ hasText: "By Ada" }).getByRole("link", { name: "Ada", exact: true }).click();
  await page.waitForURL(`**/users/${ada.id}`);
}

async function follow(bob, ada) {
  await ada.open(`/users/${ada.id}`);
  await followers(ada.page, 0).waitFor();
  await button(bob.page, "Ada", false).click();
  await button(bob.page, "Ada", true).waitFor();
  await followers(bob.page, 1).waitFor();
  // Live, on one's own page.
  await followers(ada.page, 1).waitFor();
  await bob.page.reload();
  await button(bob.page, "Ada", true).waitFor();
  await followers(bob.page, 1).click();
  await bob.page.getByRole("list", { name: "Who follows Ada" }).getByRole("link", { name: "Bob" }).waitFor();
}

export default async function walk(stage) {
  const [ada, bob, eve] = [await stage.person("Ada"), await stage.person("Bob"), await stage.person("Eve")];
  await ada.write("/posts", { title: "By Ada", content: "c" });
  await eve.write("/posts", { title: "By Eve", content: "c" });
  await find(stage, bob, ada);
  await follow(bob, ada);

  await bob.open("/?order=home");
  await stage.until(async () => (await titles(bob.page)).length > 0, "the home feed");
  assert.deepEqual(await titles(bob.page), ["By Ada"]);
  await stage.quiet(bob.page);
  // Only what those write whom one follows is new here.
  await eve.write("/posts", { title: "By Eve again", content: "c" });
  await ada.write("/posts", { title: "By Ada again", content: "c" });
  await bob.page.getByRole("button", { name: "1 new post" }).click();
  await stage.until(async () => (await titles(bob.page)).length === 2, "the new post");
  assert.deepEqual(await titles(bob.page), ["By Ada again", "By Ada"]);
  await stage.photograph(bob.page, "home");

  await bob.open(`/users/${ada.id}`);
  await button(bob.page, "Ada", true).click();
  await button(bob.page, "Ada", false).waitFor();
  await followers(ada.page, 0).waitFor();
  await bob.page.goto(`${Stage.BASE}/?order=home`);
  await bob.page.getByText("Nobody to read yet").waitFor();

  const guest = await stage.visitor();
  await guest.open("/?order=home");
  await guest.page.getByRole("heading", { name: "By Eve again" }).first().waitFor();
  assert.equal(await guest.page.getByRole("link", { name: "Following" }).count(), 0);
}
