/** Somebody is told by mail of an answer, follows the link in it, and wants no more of them. */
import assert from "node:assert/strict";
import { Stage } from "./stage.mjs";
import { barriers } from "./barriers.mjs";
import { confirmAddress, letterTo, lettersTo, linkIn } from "./letters.mjs";

const SAYS = "Bob answered you";

export default async function walk(stage) {
  const [ada, bob] = [await stage.person("Ada"), await stage.person("Bob")];
  const post = await ada.write("/posts", { title: "A title", content: "c" });
  await confirmAddress(stage, ada);
  await bob.write(`/posts/${post}/comments`, { content: "An answer to Ada" });
  const mail = await letterTo(stage, ada.email, SAYS);

  // The link leads to the answer, for who is signed out as well.
  const reader = await stage.visitor();
  await reader.page.goto(linkIn(mail, `/posts/${post}`));
  await reader.page
    .getByRole("region", { name: "The comment that you opened" })
    .getByText("An answer to Ada")
    .waitFor();

  const { page } = reader;
  await page.goto(linkIn(mail, "/unsubscribe"));
  assert.deepEqual(await barriers(page), []);
  await stage.photograph(page, "unsubscribe");
  await page.getByRole("button", { name: "No more mails" }).click();
  await page.getByText("You will get no more mails from us.").waitFor();
  await stage.until(async () => (await ada.call("GET", "/inbox/settings")).mail.reply === "never", "no more mails");
  await ada.open("/settings");
  const answers = ada.page.getByRole("combobox", { name: "Answers to what you wrote" });
  assert.equal(await answers.inputValue(), "never");

  // Chosen anew.
  await answers.selectOption({ label: "At once" });
  await stage.until(async () => (await ada.call("GET", "/inbox/settings")).mail.reply === "at_once", "the choice");
  await stage.photograph(ada.page, "settings-mail", { fullPage: true });
  await bob.write(`/posts/${post}/comments`, { content: "Another answer" });
  await stage.until(async () => (await lettersTo(stage, ada.email, SAYS)).length === 2, "a second mail");

  stage.isBroken = true;
  await page.goto(`${Stage.BASE}/unsubscribe?token=nonsense`);
  await page.getByRole("button", { name: "No more mails" }).click();
  await page.getByText("This link is not one of ours").waitFor();
}
