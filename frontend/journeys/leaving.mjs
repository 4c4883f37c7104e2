/** Somebody takes along what they have here, has their account deleted, thinks better of it, deletes it after all, and reads the receipt. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { letterTo, linkIn } from "./letters.mjs";
import { isProofOld, look, prove, region } from "./security.mjs";
import { Stage } from "./stage.mjs";

/** Downloads all that they have here, as a page and as JSON, once a worker has put it together. */
async function takeOut(stage, ada) {
  const { page } = ada;
  await ada.write("/posts", { title: "Words of mine", content: "To be taken along" });
  await ada.open("/settings");
  await page.getByRole("link", { name: "Your data" }).click();
  await page.waitForURL("**/settings/data");
  await isProofOld(stage, ada);
  await page.getByRole("button", { name: "Put it together" }).click();
  await prove(stage, page, null);
  await page.getByText("It is ready, and kept until").waitFor();
  await look(stage, page, "data");
  await letterTo(stage, ada.email, "is put together");
  await ada.call("POST", "/auth/prove", { password: Stage.PASSWORD });
  for (const [button, words] of Object.entries({
    "Download to read": "<h1>What you have",
    "Download as JSON": '"posts": [',
  })) {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: button }).click(),
    ]);
    const text = await readFile(await download.path(), "utf8");
    assert.ok(text.includes(words) && text.includes("To be taken along"), text);
  }
  await page.getByRole("button", { name: "Put it together again" }).waitFor();
}

/** Deletes their account, thinks better of it, deletes it all the same, and reads the receipt. */
async function leave(stage, ada) {
  const { page } = ada;
  const part = region(page, "Delete your account");
  const ask = async () => {
    await part.getByRole("button", { name: "Delete my account" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete my account" }).click();
    await prove(stage, page, null);
    await part.getByRole("button", { name: "Keep my account" }).waitFor();
  };
  await isProofOld(stage, ada);
  await ask();
  await look(stage, page, "leaving");
  await part.getByRole("button", { name: "Keep my account" }).click();
  await part.getByText("You keep your account.").waitFor();
  await isProofOld(stage, ada);
  await ask();
  await letterTo(stage, ada.email, "is going to be deleted");
  await stage.ask("erase account", { user: ada.id });
  await page.waitForURL("**/sign-in?**");
  const link = linkIn(await letterTo(stage, ada.email, "/erasure#"), "/erasure#");
  await page.goto(link);
  await page.getByText("This site has signed it: the account and all").waitFor();
  await page.getByRole("row", { name: "mongodb posts 1" }).waitFor();
  await look(stage, page, "receipt");
  await page.goto(`${link.slice(0, -9)}AAAAAAAAA`);
  await page.reload();
  await page.getByText("This is no receipt that this site has signed.").waitFor();
}

export default async function walk(stage) {
  const ada = await stage.person("Ada");
  stage.isBroken = true; // browsers say what was refused until it was proven
  await takeOut(stage, ada);
  await leave(stage, ada);
  stage.isBroken = false;
}
