/** The access token runs out while somebody types: Continue, and nothing is lost. Signed out elsewhere: this browser's session ends. */
import assert from "node:assert/strict";
import { Stage } from "./stage.mjs";

/** What a browser does with a cookie whose time is over. */
const runOut = (context) => Promise.all(["access_token_cookie", "csrf_access_token"].map((name) => context.clearCookies({ name })));

async function goOn(stage, ada) {
  await ada.open("/");
  await ada.page.getByLabel("What is it about?").fill("Typed before");
  stage.isBroken = true; // whatever the page asks for now is refused, as it should be
  await runOut(ada.context);
  await ada.page.getByRole("textbox", { name: "Your post" }).fill("and after");
  await ada.page.getByText("Your session is paused.", { exact: true }).waitFor();
  await ada.page.getByRole("button", { name: "Post", exact: true }).click();
  await ada.page.getByText("Continue, then try again.").waitFor();
  await ada.page.getByRole("button", { name: "Continue" }).click();
  await ada.page.getByText("Your session is paused.", { exact: true }).waitFor({ state: "detached" });
  stage.isBroken = false;
  await ada.page.getByRole("button", { name: "Try again" }).click();
  await ada.page.getByRole("list", { name: "Feed" }).getByRole("heading", { name: "Typed before" }).first().waitFor();
}

async function openPaused(ada) {
  await runOut(ada.context);
  await ada.open("/?still=here");
  await ada.page.getByRole("button", { name: "Continue" }).click();
  await ada.page.getByRole("list", { name: "Feed" }).getByRole("heading", { name: "Typed before" }).first().waitFor();
  assert.equal(ada.page.url(), `${Stage.BASE}/?still=here`);
}

async function signOutElsewhere(stage, ada) {
  const elsewhere = await stage.again(ada);
  await elsewhere.open(`/users/${ada.id}`);
  await elsewhere.page.getByRole("heading", { name: "Typed before" }).first().waitFor();
  await stage.heard(elsewhere, '42/chat,["hello"');
  stage.isBroken = true;
  await ada.open("/settings");
  await ada.page.getByRole("button", { name: /^Sign out there/ }).click();
  await ada.page.getByRole("dialog").getByRole("button", { name: /^Sign out/ }).click();
  // It is told at once, and sent to where it may come back from.
  await elsewhere.page.waitForURL(`**/sign-in?next=${encodeURIComponent(`/users/${ada.id}`)}`);
  await ada.page.getByRole("button", { name: /^Sign out there/ }).waitFor({ state: "detached" });
  stage.isBroken = false;
}

export default async function walk(stage) {
  const ada = await stage.person("Ada");
  await goOn(stage, ada);
  await openPaused(ada);
  await signOutElsewhere(stage, ada);
}
