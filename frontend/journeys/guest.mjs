/** Somebody without an account reads, hears what happens, and is led to sign in and back when they want to act. */
import assert from "node:assert/strict";
import { Stage } from "./stage.mjs";

const TEXT = "What everybody may read, and search engines too.";

async function asked(guest, path) {
  const answer = await guest.context.request.get(Stage.BASE + path);
  assert.equal(answer.status(), 200, path);
  return answer.text();
}

/** What a search engine gets, which runs no script. */
async function readAsEngine(guest, post) {
  const html = await asked(guest, `/posts/${post}`);
  const wanted = ["<title>An open door · Social</title>", 'property="og:title" content="An open door"', TEXT];
  for (const each of [...wanted, "The first comment", "<strong>second</strong>"])
    assert.ok(html.includes(each), `${each} is not in the page`);
  assert.match(html, new RegExp(`rel="canonical" href="${Stage.BASE}/posts/${post}"`));
  // In the head: engines look nowhere else.
  assert.match(html.slice(0, html.indexOf("</head>")), new RegExp(`name="description" content="${TEXT}"`));
  const robots = await asked(guest, "/robots.txt");
  assert.ok(robots.includes(`Sitemap: ${Stage.BASE}/sitemap.xml`) && !robots.includes("Disallow: /\n"), robots);
  const [, month] = /<loc>(.+?)<\/loc>\s*<\/sitemapindex>/.exec(
    (await asked(guest, "/sitemap.xml")).replace(/<\/?sitemap>/g, ""),
  );
  assert.ok((await asked(guest, month.slice(Stage.BASE.length))).includes(`${Stage.BASE}/posts/${post}</loc>`));
}

async function readInBrowser(stage, guest, ada, post) {
  const { page } = guest;
  await guest.open("/");
  await page.getByText("Sign in to write a post.").waitFor();
  assert.equal(await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Chat" }).count(), 0);
  await stage.photograph(page, "guest-feed");
  await stage.heard(guest, "hello");
  await page.getByRole("link", { name: "An open door" }).click();
  await page.getByText("The first comment").waitFor();
  await ada.write(`/posts/${post}/comments`, { content: "While somebody watches" });
  await page.getByText("While somebody watches").waitFor();
  await stage.photograph(page, "guest-post");
}

async function signInToAct(ada, guest, post) {
  const { page } = guest;
  const comment = page.getByRole("article").filter({ hasText: "The first comment" }).last();
  for (const [link, back] of [
    [page.getByRole("link", { name: "Like", exact: true }).first(), new RegExp(`/posts/${post}$`)],
    [comment.getByRole("link", { name: "Reply" }), new RegExp(`/posts/${post}\\?comment=[0-9a-f]{24}#comments$`)],
  ]) {
    await link.click();
    await page.waitForURL("**/sign-in?next=*");
    const next = new URL(page.url()).searchParams.get("next");
    assert.match(Stage.BASE + next, back);
    await page.goBack();
    await page.getByText("Sign in to write a comment.").waitFor();
  }
  await page.getByRole("main").getByRole("link", { name: "Sign in" }).click();
  await page.getByLabel("Email address").fill(ada.email);
  await page.getByLabel("Password").fill(Stage.PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(`**/posts/${post}`);
  await page.getByRole("textbox", { name: "Your comment" }).waitFor();
}

export default async function walk(stage) {
  const [ada, guest] = [await stage.person("Ada"), await stage.visitor()];
  const post = await ada.write("/posts", { title: "An open door", content: TEXT });
  await ada.write(`/posts/${post}/comments`, { content: "The first comment" });
  await ada.write(`/posts/${post}/comments`, { content: "The **second** comment" });
  await readAsEngine(guest, post);
  await readInBrowser(stage, guest, ada, post);
  await guest.open(`/users/${ada.id}`);
  await guest.page.getByRole("heading", { name: "Ada" }).waitFor();
  assert.equal(await guest.page.getByRole("button", { name: "Block" }).count(), 0);
  await guest.open(`/posts/${post}`);
  await signInToAct(ada, guest, post);
}
