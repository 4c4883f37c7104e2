/** One's picture: sent, seen by somebody else, removed; and what is said of a file that is none. Nothing is asked of another site. */
import assert from "node:assert/strict";
import { drawn } from "./drawn.mjs";
import { Stage } from "./stage.mjs";

/** The colour in the middle of a picture of the page, once it is there; null before. */
const colourOf = (picture) =>
  picture.evaluate((shown) => {
    if (!shown.complete || !shown.naturalWidth) return null;
    const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
    const pen = canvas.getContext("2d");
    pen.drawImage(shown, shown.naturalWidth / 2, shown.naturalHeight / 2, 1, 1, 0, 0, 1, 1);
    return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
  });

const isNear = (colour, wanted) => colour?.every((part, n) => Math.abs(part - wanted[n]) < 24);

async function isShown(stage, picture, wanted, what) {
  await picture.waitFor();
  await stage.until(async () => isNear(await colourOf(picture), wanted), what);
}

const field = (page) => page.getByRole("group", { name: "Picture" });
const kept = (page) => field(page).locator('img[src^="/api/v1/pictures/"]');

async function send(stage, ada) {
  const { page } = ada;
  await ada.open("/settings");
  await field(page).locator("svg").waitFor();
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    page.getByRole("button", { name: "Choose a picture" }).click(),
  ]);
  await chooser.setFiles(await drawn(page, "#c02020"));
  await page.getByText("Your picture is saved.").waitFor();
  await isShown(stage, kept(page), [192, 32, 32], "the picture in the settings");
  await isShown(stage, page.getByRole("banner").locator("img"), [192, 32, 32], "the picture in the header");
}

async function seeAsAnother(stage, ada) {
  await ada.write("/posts", { title: "With a face", content: "Some content" });
  const bob = await stage.person("Bob");
  await bob.open(`/users/${ada.id}`);
  const pictures = bob.page.getByRole("main").locator('img[src^="/api/v1/pictures/"]');
  await isShown(stage, pictures.first(), [192, 32, 32], "the picture for somebody else");
  assert.equal(await pictures.first().evaluate((picture) => picture.naturalWidth), 256);
  assert.equal(new Set(await pictures.evaluateAll((all) => all.map(({ src }) => src))).size, 1);
  return bob;
}

async function explainRefusals(stage, { page }) {
  const input = field(page).locator("input");
  await input.setInputFiles({ name: "notes.png", mimeType: "image/png", buffer: Buffer.from("These are notes.") });
  await field(page).getByRole("alert").getByText("This file is not a picture").waitFor();
  await isShown(stage, kept(page), [192, 32, 32], "the picture before");
  // More than the site takes, and no picture that the browser could make smaller.
  await input.setInputFiles({ name: "film.png", mimeType: "image/png", buffer: Buffer.alloc(5.5 * 1024 * 1024) });
  stage.isBroken = true; // the browser says that it was refused
  await field(page).getByRole("alert").getByText("This picture is too large").waitFor();
  stage.isBroken = false;
}

async function pasteAndDrop(stage, { page }) {
  for (const [type, colour, wanted] of [
    ["paste", "#2020c0", [32, 32, 192]],
    ["drop", "#208020", [32, 128, 32]],
  ]) {
    const { buffer } = await drawn(page, colour);
    await field(page).evaluate(
      (place, [kind, bytes]) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([new Uint8Array(bytes)], "me.png", { type: "image/png" }));
        const about = { bubbles: true, cancelable: true };
        const event =
          kind === "paste"
            ? new ClipboardEvent(kind, { ...about, clipboardData: transfer })
            : new DragEvent(kind, { ...about, dataTransfer: transfer });
        place.dispatchEvent(event);
      },
      [type, [...buffer]],
    );
    await page.getByText("Your picture is saved.").waitFor();
    await isShown(stage, kept(page), wanted, `the picture after a ${type}`);
  }
}

async function remove(stage, ada, bob) {
  const { page } = ada;
  await page.getByRole("button", { name: "Remove picture" }).click();
  await page.getByText("Your picture is removed.").waitFor();
  await field(page).locator("svg").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Choose a picture");
  assert.equal(await page.getByRole("button", { name: "Remove picture" }).count(), 0);
  await bob.page.reload();
  await bob.page.getByRole("main").locator("svg").first().waitFor();
  assert.equal(await bob.page.getByRole("main").locator("img").count(), 0);
}

async function photograph(stage, { page }, name) {
  await stage.photograph(page, `pictures-${name}`);
  await page.emulateMedia({ forcedColors: "active" });
  await stage.photograph(page, `pictures-${name}-forced-colours`);
  await page.emulateMedia({ forcedColors: "none", colorScheme: "dark" });
  await stage.photograph(page, `pictures-${name}-dark`);
  await page.emulateMedia({ colorScheme: "light" });
}

export default async function walk(stage) {
  const ada = await stage.person("Ada");
  const elsewhere = [];
  ada.page.on("request", (request) => {
    if (!/^(blob|data):/.test(request.url()) && !request.url().startsWith(Stage.BASE)) elsewhere.push(request.url());
  });
  await send(stage, ada);
  const bob = await seeAsAnother(stage, ada);
  await explainRefusals(stage, ada);
  await pasteAndDrop(stage, ada);
  await photograph(stage, ada, "settings");
  await remove(stage, ada, bob);
  await photograph(stage, bob, "person");
  assert.deepEqual(elsewhere, []);
}
