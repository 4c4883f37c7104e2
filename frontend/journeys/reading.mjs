/** What somebody reads: without JavaScript, in any script, with tables, code and headings, and a long text folded. */
import assert from "node:assert/strict";
import { Stage } from "./stage.mjs";

const RICH = `# A heading

| Name | A word that is long | Right |
|:-----|:-------------------:|------:|
| Ada | Bernoulli | 1815 |

\`\`\`
one line of code that is much longer than a phone is wide, and that must not be broken anywhere in the middle
\`\`\`

שלום עולם.

- ראשון

1. [x] Read the **plan**
2. [ ] Write it down

![A drawing of the engine](https://example.org/engine.png) #engine
`;

const computed = (locator, name) => locator.evaluate((element, css) => getComputedStyle(element)[css], name);

/** F5: everything can be read, and a line says what cannot be done. */
async function withoutScripts(stage, post) {
  const reader = await stage.visitor({ javaScriptEnabled: false });
  for (const [path, text] of [
    ["/", "Rich text"],
    [`/posts/${post}`, "The first comment"],
    ["/sign-in", "Welcome back"],
  ]) {
    await reader.open(path);
    await reader.page.getByText(text).first().waitFor();
    const html = await (await reader.context.request.get(Stage.BASE + path)).text();
    assert.match(html, /<noscript>.*You can read without JavaScript\..*<\/noscript>/);
  }
  assert.ok(await reader.page.getByRole("button", { name: "Sign in" }).isDisabled());
}

/** F15, F18 and F24: each block as it is meant. */
async function asItIsMeant(stage, page, post) {
  await page.goto(`${Stage.BASE}/posts/${post}`);
  const text = page.locator(".rich").first();
  const [name, centred, right] = await text.locator("th").all();
  const lines = await name.evaluate((cell) => {
    const range = document.createRange();
    range.selectNodeContents(cell);
    return range.getClientRects().length;
  });
  assert.equal(lines, 1, "a word of a table is broken");
  assert.match(await computed(centred, "textAlign"), /center$/);
  assert.match(await computed(right, "textAlign"), /right$/);
  assert.equal(await computed(text.locator("pre"), "whiteSpaceCollapse"), "preserve");
  assert.ok(await text.locator("pre").evaluate((each) => each.scrollWidth > each.clientWidth));
  const hebrew = text.getByText("שלום עולם.");
  assert.deepEqual(
    [await computed(hebrew, "direction"), await computed(text.locator("ul"), "direction")],
    ["rtl", "rtl"],
  );
  assert.equal(await computed(text.locator("h3"), "direction"), "ltr");
  // A task says its text and whether it is done; a picture is a link that says what it shows.
  const [done, open] = [true, false].map((checked) => text.getByRole("checkbox", { checked, disabled: true }));
  assert.deepEqual([await done.count(), await open.count()], [1, 1]);
  await text.getByRole("checkbox", { name: "Read the plan" }).waitFor();
  await text.getByRole("link", { name: "A drawing of the engine", exact: true }).waitFor();
  assert.match(await text.locator("p").last().textContent(), /^A drawing of the engine #engine$/);
  assert.equal(await page.locator("h1").count(), 1);
  await stage.photograph(page, "reading");
}

/** F16: a margin at each width. */
async function margins(page) {
  for (const width of [320, 640, 672, 700, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    const { x } = await page.getByRole("article").first().boundingBox();
    assert.ok(x >= 16, `${x} px beside the text in a window of ${width}`);
  }
}

/** F27: the beginning of a long text, and a way to the rest; a title does not fill the window. */
async function folded(stage, page) {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(Stage.BASE);
  const card = page.getByRole("article").filter({ hasText: "WWWWW" });
  assert.ok((await card.boundingBox()).height < 700, "a long post is not folded");
  await card.getByRole("link", { name: "Read more" }).click();
  await page.waitForURL("**/posts/*");
  await page.getByText("The last line.").waitFor();
  // A link to a place on the page leads there, however often it is followed.
  for (let n = 0; n < 2; n += 1) {
    await page.evaluate(() => window.scrollTo({ top: 0 }));
    await page.getByRole("main").getByRole("link", { name: "Comment", exact: true }).press("Enter");
    await stage.until(async () => (await page.locator("#comments").boundingBox()).y < 844, "the comments in sight");
  }
}

/** F36: what browsers ask for by themselves. */
async function icons(reader) {
  const manifest = await (await reader.context.request.get(`${Stage.BASE}/manifest.webmanifest`)).json();
  for (const path of ["/favicon.ico", ...manifest.icons.map(({ src }) => src)]) {
    const answer = await reader.context.request.get(Stage.BASE + path, { maxRedirects: 0 });
    assert.deepEqual([answer.status(), answer.headers()["content-type"].split("/")[0]], [200, "image"], path);
  }
}

export default async function walk(stage) {
  const ada = await stage.person("Ada");
  const post = await ada.write("/posts", { title: "Rich text", content: RICH });
  await ada.write(`/posts/${post}/comments`, { content: "The first comment" });
  await ada.write("/posts", {
    title: "W".repeat(200),
    content: `${"A long line of words. ".repeat(300)}\n\nThe last line.`,
  });
  await withoutScripts(stage, post);
  const reader = await stage.visitor({ viewport: { width: 390, height: 844 } });
  await asItIsMeant(stage, reader.page, post);
  await margins(reader.page);
  await folded(stage, reader.page);
  await icons(reader);
}
