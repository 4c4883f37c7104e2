/** Where moderators have to prove that it is them: one is led to turn on a second factor, proves it, and decides. */
import { look, prove, turnOn } from "./security.mjs";

const isRefused = (eve) =>
  eve.call("GET", "/moderation/queue/count").then(
    () => false,
    () => true,
  );

export default async function walk(stage) {
  const eve = await stage.person("Eve");
  const { page } = eve;
  await stage.ask("make moderator", { user: eve.id });
  stage.isBroken = true; // browsers say what was refused until it was proven
  await eve.open("/moderation");
  await page.getByText("Moderators of this site have a second factor.").waitFor();
  await look(stage, page, "moderator-factor");
  await page.getByRole("link", { name: "Sign-in and security" }).click();
  await page.waitForURL("**/settings/security");
  const { app } = await turnOn(stage, eve);
  await stage.until(() => isRefused(eve), "the proof to be too old for a moderator");
  await eve.open("/moderation");
  await page.getByText("prove with their second factor that it is them").waitFor();
  await look(stage, page, "moderator-proof");
  await page.getByRole("button", { name: "Prove it" }).click();
  await prove(stage, page, app);
  await page.getByText("Nothing to decide").waitFor();
  await page.getByRole("link", { name: "Appeals" }).click();
  await page.getByText("No appeals", { exact: true }).waitFor();
  stage.isBroken = false;
}
