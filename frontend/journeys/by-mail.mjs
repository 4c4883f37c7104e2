/** Where a link in a mail makes the account, whoever registers an address is told the same, and only its mailbox tells more. */
import { letterTo, linkIn } from "./letters.mjs";
import { askForAccount, concludes, signInOn } from "./recovery.mjs";
import { Stage } from "./stage.mjs";

const SENT = "Look into your mailbox";

export default async function walk(stage) {
  const ada = await stage.visitor();
  const { page } = ada;
  const email = `${crypto.randomUUID()}@example.org`;
  await askForAccount(ada, email);
  await concludes(page, SENT);
  await page.getByText(`We have sent a mail to ${email}.`).waitFor();
  await stage.photograph(page, "by-mail");
  await page.goto(linkIn(await letterTo(stage, email, "/confirm#"), "/confirm#"));
  await page.getByRole("button", { name: "Confirm" }).click();
  await concludes(page, "Your address is confirmed");
  await page.getByRole("link", { name: "Sign in" }).click();
  await signInOn(page, email, Stage.PASSWORD);

  const other = await stage.visitor();
  await askForAccount(other, email);
  await concludes(other.page, SENT);
  await other.page.goto(linkIn(await letterTo(stage, email, "has an account"), "/forgot"));
  await other.page.getByRole("heading", { name: "Forgotten your password?" }).waitFor();
}
