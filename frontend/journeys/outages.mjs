/** The worker is killed: "sending", until it is back. The network is lost while somebody types: nothing is lost, and nothing is posted twice. */
import assert from "node:assert/strict";
import { post } from "./writing.mjs";

const titled = (page, title) =>
  page.getByRole("article").filter({ has: page.getByRole("heading", { name: title, exact: true }) });

async function withoutWorker(stage, ada) {
  await ada.open("/");
  await stage.ask("kill worker");
  await post(ada.page, "Nobody is working");
  const mine = titled(ada.page, "Nobody is working");
  await mine.getByText("Sending …").waitFor();
  await ada.page.waitForResponse((answer) => answer.url().includes("/writes/") && answer.ok());
  await mine.getByText("Sending …").waitFor();
  await stage.ask("start worker");
  await ada.page
    .getByRole("list", { name: "Feed" })
    .getByRole("heading", { name: "Nobody is working" })
    .waitFor({ timeout: 60_000 });
  await mine.getByText("Sending …").waitFor({ state: "detached" });
  assert.equal(await mine.count(), 1);
}

async function withoutNetwork(stage, ada) {
  stage.isBroken = true;
  await ada.page.getByRole("textbox", { name: "Title", exact: true }).fill("From the tunnel");
  await ada.context.setOffline(true);
  await ada.page.getByRole("textbox", { name: "Your post" }).fill("There is no signal here");
  await ada.page.getByRole("button", { name: "Post", exact: true }).click();
  const mine = titled(ada.page, "From the tunnel");
  await mine.getByText("Not posted yet.").waitFor();
  await ada.context.setOffline(false);
  await mine.getByText("Not posted yet.").waitFor({ state: "detached" });
  await ada.page.getByRole("list", { name: "Feed" }).getByRole("heading", { name: "From the tunnel" }).waitFor();
  stage.isBroken = false;
  const { items } = await ada.call("GET", "/posts?limit=100");
  assert.equal(items.filter(({ title }) => title === "From the tunnel").length, 1);
}

/** The answer is lost, not the request: it is sent again by itself, and posts nothing twice. */
async function withoutAnswer(stage, ada) {
  stage.isBroken = true;
  await ada.page.route(
    "**/api/v1/posts",
    async (route) => {
      await route.fetch();
      await route.abort("connectionreset");
    },
    { times: 1 },
  );
  await post(ada.page, "Heard or not");
  const mine = titled(ada.page, "Heard or not");
  await mine.getByText("Not posted yet.").waitFor();
  await mine.getByText("Not posted yet.").waitFor({ state: "detached" });
  stage.isBroken = false;
  const { items } = await ada.call("GET", "/posts?limit=100");
  assert.equal(items.filter(({ title }) => title === "Heard or not").length, 1);
}

async function withoutPatience(ada) {
  await ada.page.getByRole("textbox", { name: "Title", exact: true }).fill("Half a thought");
  await ada.page.getByRole("textbox", { name: "Your post" }).fill("which survives");
  await ada.page.reload();
  await ada.page.getByRole("textbox", { name: "Your post" }).waitFor();
  assert.equal(await ada.page.getByRole("textbox", { name: "Title", exact: true }).inputValue(), "Half a thought");
  assert.equal(await ada.page.getByRole("textbox", { name: "Your post" }).inputValue(), "which survives");
}

export default async function walk(stage) {
  const ada = await stage.person("Ada");
  await withoutWorker(stage, ada);
  await withoutNetwork(stage, ada);
  await withoutAnswer(stage, ada);
  await withoutPatience(ada);
}
