/** Script in a post, a name, a comment, a message and a link stays text. */
import assert from "node:assert/strict";

const EVIL =
  '<script>window.hacked = 1</script><img src=x onerror="window.hacked = 2"><svg onload="window.hacked = 3">';
const LINKS =
  '[click](javascript:window.hacked=4) [data](data:text/html,<script>window.hacked=5</script>) <a href="javascript:window.hacked=6">tag</a> https://example.org/';

async function isUnharmed(page) {
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  assert.equal(await page.locator("main script:not([nonce])").count(), 0);
  assert.equal(await page.locator("main [onerror], main [onload], main [onclick]").count(), 0);
  const addresses = await page.locator("main a").evaluateAll((all) => all.map((each) => each.href));
  assert.deepEqual(
    addresses.filter((address) => !/^https?:/.test(address)),
    [],
  );
}

export default async function walk(stage) {
  const eve = await stage.person(EVIL.slice(0, 60));
  const bob = await stage.person("Bob");
  const id = await eve.write("/posts", { title: EVIL, content: `${EVIL}\n\n${LINKS}` });
  await eve.write(`/posts/${id}/comments`, { content: LINKS });
  const conversation = await eve.write("/conversations", { kind: "direct", member_ids: [bob.id] });
  await eve.write(`/conversations/${conversation}/messages`, { content: `${EVIL} ${LINKS}` });
  for (const path of ["/", `/posts/${id}`, `/users/${eve.id}`, `/chat/${conversation}`]) {
    await bob.open(path);
    await bob.page.getByText("window.hacked = 1").first().waitFor();
    const links = bob.page.getByRole("link", { name: /^(click|data|tag)$/ });
    for (const link of await links.all()) await link.click();
    await isUnharmed(bob.page);
  }
  await bob.open(`/posts/${id}`);
  const link = bob.page.getByRole("link", { name: "https://example.org/" }).first();
  assert.match(await link.getAttribute("rel"), /nofollow/);
  assert.match(await link.getAttribute("rel"), /noopener/);
}
