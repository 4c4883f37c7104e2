/** Somebody is answered, liked and mentioned, hears of it at once, reads it, and chooses of what to be told. */
import assert from "node:assert/strict";
import { Stage } from "./stage.mjs";

const badge = (page, count) =>
  page
    .getByRole("navigation", { name: "Main" })
    .getByText(count === 1 ? "1 unread notice" : `${count} unread notices`, { exact: true });

/** The labels with something that counts beside their icon, and whether it covers them when it counts as much as it can. */
const labels = (page) =>
  page.evaluate(() => {
    const boxOf = (node) => {
      const range = document.createRange();
      range.selectNodeContents(node);
      return range.getBoundingClientRect();
    };
    const found = {};
    for (const link of document.querySelectorAll("nav[aria-label=Main] a:has(.bg-badge)")) {
      const badge = link.querySelector(".bg-badge");
      badge.firstElementChild.textContent = "99+";
      const label = [...link.childNodes].find(({ nodeType }) => nodeType === Node.TEXT_NODE);
      const [over, under] = [badge.getBoundingClientRect(), boxOf(label)];
      const apart =
        over.right <= under.left || under.right <= over.left || over.bottom <= under.top || under.bottom <= over.top;
      found[label.textContent] = apart ? "beside" : "covered";
    }
    return found;
  });

async function noLabelIsCovered({ page }) {
  for (const dir of ["ltr", "rtl"]) {
    await page.evaluate((value) => (document.documentElement.dir = value), dir);
    for (const width of [320, 390, 700, 1000, 1024, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      assert.deepEqual(await labels(page), { Inbox: "beside" }, `${width} px, ${dir}`);
    }
  }
  await page.reload();
}

export default async function walk(stage) {
  const [ada, bob] = [await stage.person("Ada"), await stage.person("Bob")];
  const post = await ada.write("/posts", { title: "A title", content: "Some content" });
  await ada.open("/");
  await stage.heard(ada, "hello");
  await bob.write(`/posts/${post}/comments`, { content: "An answer to Ada" });
  await badge(ada.page, 1).waitFor();
  await bob.call("PUT", `/posts/${post}/like`);
  await badge(ada.page, 2).waitFor();
  await noLabelIsCovered(ada);

  await ada.page.getByRole("link", { name: /Inbox$/ }).click();
  const notices = ada.page.getByRole("list", { name: "Inbox" }).getByRole("link");
  await stage.until(async () => (await notices.count()) === 2, "both notices");
  assert.match(await notices.first().innerText(), /Bob liked your post\s*New[\s\S]*A title/);
  await stage.photograph(ada.page, "inbox");
  // Seen is read, here and in the next page.
  await badge(ada.page, 2).waitFor({ state: "detached" });
  await notices.nth(1).click();
  await ada.page.waitForURL(new RegExp(`/posts/${post}\\?comment=[0-9a-f]{24}#comments$`));
  await ada.page.getByRole("region", { name: "The comment that you opened" }).getByText("An answer to Ada").waitFor();
  await ada.page.reload();
  assert.equal(await ada.page.getByText(/unread notice/).count(), 0);

  await ada.open("/settings");
  const likes = ada.page.getByRole("checkbox", { name: "Likes" });
  await likes.uncheck();
  await stage.until(async () => !(await ada.call("GET", "/inbox/settings")).kinds.like, "the choice");
  await ada.page.goto(`${Stage.BASE}/inbox`);
  await stage.until(async () => (await notices.count()) === 1, "the answer alone");
}
