/** Goes to every page, light and dark, phone and desktop, as somebody who has all kinds of things on it. Wants a running server: BASE. */
import { Stage } from "../journeys/stage.mjs";

const WIDTHS = { phone: 320, desktop: 1280 };
const PATIENCE_MS = 20_000;
const CONTENT = [
  "A paragraph with **weight**, *stress*, `code`, a [link](https://example.org/) and averylongwordwithoutanyplacetobreak".padEnd(240, "k") + ".",
  "> Said by somebody else", "- one\n- two", "```\nconst answer = await something.thatIsLongerThanThePhoneIsWide(forSure, really);\n```",
].join("\n\n");

async function made(person, path, body) {
  const { id, resource } = await person.call("POST", path, body);
  await person.stage.until(async () => (await person.call("GET", `/writes/${id}`)).state === "applied", `POST ${path}`);
  return resource.id;
}

/** Two people, a post with comments, a conversation, a block; answers where to see them. */
async function furnish(stage) {
  const [ada, bob] = [await stage.person("Ada Lovelace"), await stage.person("Bartholomew Longfellow-Featherstonehaugh the Younger")];
  await stage.again(ada);
  const post = await made(ada, "/posts", { title: "What the engine can and cannot do", content: CONTENT });
  await made(bob, `/posts/${post}/comments`, { content: "Could it compose music?" });
  await made(ada, `/posts/${post}/comments`, { content: "Of *any* complexity. See https://example.org/a/rather/long/address/that/goes/on/and/on" });
  const conversation = await made(ada, "/conversations", { kind: "direct", member_ids: [bob.id] });
  await made(ada, `/conversations/${conversation}/messages`, { content: "Good morning" });
  await ada.call("PUT", `/users/${bob.id}/block`);
  const inside = {
    feed: "/", post: `/posts/${post}`, user: `/users/${bob.id}`, own: `/users/${ada.id}`, chat: "/chat", conversation: `/chat/${conversation}`,
    settings: "/settings", "not-found": "/no/such/page",
  };
  return { inside, storageState: await ada.context.storageState() };
}

const OPEN = { "sign-in": "/sign-in", register: "/register", components: "/components" };

/** Calls `visit(page, name, path)` on every page, in all its looks. */
export async function tour(visit) {
  const stage = await Stage.open();
  stage.isBroken = true; // an address without a page is one of them
  const { inside, storageState } = await furnish(stage);
  for (const colorScheme of ["light", "dark"]) {
    for (const [size, width] of Object.entries(WIDTHS)) {
      for (const [state, pages] of [[undefined, OPEN], [storageState, inside]]) {
        const context = await stage.browser.newContext({ colorScheme, viewport: { width, height: 800 }, storageState: state });
        context.setDefaultTimeout(PATIENCE_MS);
        const page = await context.newPage();
        page.on("console", (message) => message.type() === "error" && !/404/.test(message.text()) && console.log(`${page.url()} console: ${message.text()}`));
        page.on("pageerror", (error) => console.log(`${page.url()} error: ${error.message}`));
        for (const [name, path] of Object.entries(pages)) {
          const answer = await page.goto(Stage.BASE + path, { waitUntil: "load" });
          if (answer.status() >= 500) throw new Error(`${path}: ${answer.status()}`);
          await page.waitForTimeout(600);
          await visit(page, `${name}-${size}-${colorScheme}`, path);
        }
        await context.close();
      }
    }
  }
  await stage.close();
}
