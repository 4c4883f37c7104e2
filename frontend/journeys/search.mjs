/** Somebody finds a post, a comment and a person by words; also on a phone, and without JavaScript. */
import assert from "node:assert/strict";

const marks = (page) => page.locator("main mark");
const tab = (page, name) => page.getByRole("navigation", { name: "What to search" }).getByRole("link", { name });
const field = (page) => page.getByRole("searchbox", { name: "Search posts, comments and people" });
const results = (page) => page.getByRole("list", { name: "Results" }).getByRole("article");

async function lookFor(stage, page, words) {
  await field(page).blur();
  await stage.until(async () => {
    await page.keyboard.press("/");
    return field(page).evaluate((each) => each === document.activeElement);
  }, "/ to go to the field");
  assert.equal(await field(page).inputValue(), "", "the key itself is not written");
  await page.keyboard.type(words);
  await page.keyboard.press("Enter");
  await page.waitForURL(`**/search?q=${encodeURIComponent(words)}`);
  await field(page).fill("");
}

async function findsAll(stage, ada, bob, post, comment) {
  const { page } = bob;
  await bob.open("/");
  await lookFor(stage, page, "cheese");
  await page.getByRole("heading", { name: "All about <b>cheese</b>" }).waitFor();
  assert.deepEqual(await marks(page).allTextContents(), ["cheese", "Cheese"]);
  assert.match(await page.title(), /^Search: cheese/);
  await stage.photograph(page, "search");
  await tab(page, "Comments").click();
  await page.getByRole("link", { name: "Comment on “All about <b>cheese</b>”" }).click();
  await page.waitForURL(`**/posts/${post}?comment=${comment}#comments`);
  await page.getByRole("region", { name: "The comment that you opened" }).getByText("Blue cheese").waitFor();
  await page.goto(`${stage.constructor.BASE}/search?q=ida+rho&kind=people`);
  await page.getByRole("main").getByRole("link", { name: "Ida Rhodes" }).click();
  await page.waitForURL(`**/users/${ada.id}`);
}

async function saysWhatIsWrong(stage, { page }) {
  await lookFor(stage, page, "nosuchword");
  await page.getByText("Nothing found for “nosuchword”").waitFor();
  await lookFor(stage, page, "a");
  await page.getByRole("alert").getByText("at least 2").waitFor();
  await page.goto(`${stage.constructor.BASE}/search?q=cheese&cursor=x`);
  await page.getByRole("alert").getByRole("link", { name: "Try again" }).click();
  await page.getByRole("heading", { name: "All about <b>cheese</b>" }).waitFor();
}

/** All pages: each of the own posts once. */
async function goesOn(stage, ada, page) {
  await stage.ask("store posts", { count: 25, author: ada.id });
  const own = (await ada.call("GET", `/users/${ada.id}/posts`)).items.filter(({ title }) => title.startsWith("Post "));
  const next = page.getByRole("link", { name: "Next page" });
  const shown = [];
  await page.goto(`${stage.constructor.BASE}/search?q=post`);
  for (;;) {
    await results(page).first().waitFor();
    const links = results(page).getByRole("heading").getByRole("link");
    shown.push(...(await links.evaluateAll((all) => all.map(({ pathname }) => pathname))));
    if ((await next.count()) === 0) break;
    const href = await next.getAttribute("href");
    await next.click();
    await page.waitForURL(`**${href}`);
    await stage.until(async () => (await next.count()) === 0 || (await next.getAttribute("href")) !== href, "the page");
  }
  assert.equal(new Set(shown).size, shown.length);
  assert.ok(own.length >= 15 && own.every(({ id }) => shown.includes(`/posts/${id}`)));
}

async function worksWithoutScript(stage, ada) {
  const plain = await stage.visitor({ javaScriptEnabled: false });
  Object.assign(plain, { email: ada.email, id: ada.id });
  await plain.signIn();
  await plain.open("/search");
  await plain.page.getByRole("searchbox", { name: "Search for" }).fill("cheese");
  await plain.page.getByRole("button", { name: "Search" }).click();
  await plain.page.getByRole("heading", { name: "All about <b>cheese</b>" }).waitFor();
  await tab(plain.page, "Comments").click();
  await plain.page.getByText("Blue cheese").waitFor();
  await plain.page.getByRole("searchbox", { name: "Search posts" }).fill("ida");
  await plain.page.keyboard.press("Enter");
  await plain.page.waitForURL("**/search?q=ida");
}

async function fits(page) {
  const [inner, all] = await page.evaluate(() => [window.innerWidth, document.documentElement.scrollWidth]);
  assert.ok(all <= inner, `${all} px wide in a window of ${inner}`);
}

export default async function walk(stage) {
  const [ada, bob] = [await stage.person("Ida Rhodes"), await stage.person("Bob")];
  const post = await ada.write("/posts", { title: "All about <b>cheese</b>", content: "Cheese is good" });
  const comment = await bob.write(`/posts/${post}/comments`, { content: "Blue cheese" });
  await findsAll(stage, ada, bob, post, comment);
  await saysWhatIsWrong(stage, bob);
  await goesOn(stage, ada, bob.page);
  await worksWithoutScript(stage, ada);
  // Where the header has no room, the key opens the page.
  await bob.page.setViewportSize({ width: 800, height: 700 });
  await bob.open("/");
  await stage.until(async () => {
    await bob.page.keyboard.press("/");
    return bob.page.url().endsWith("/search");
  }, "the search page");
  await bob.page.setViewportSize({ width: 320, height: 700 });
  await bob.open("/search?q=cheese");
  await stage.photograph(bob.page, "search-320");
  await fits(bob.page);
  // Whoever may read may search.
  const guest = await stage.visitor({ viewport: { width: 320, height: 700 } });
  await guest.open("/search?q=cheese");
  await guest.page.getByRole("heading", { name: "All about <b>cheese</b>" }).waitFor();
  await stage.photograph(guest.page, "search-guest-320");
  await fits(guest.page);
}
