/** Goes to every page, light and dark, phone and desktop, as somebody who has all kinds of things on it. */
import { Stage } from "./stage.mjs";

const WIDTHS = { phone: 320, desktop: 1280 };
const CONTENT = [
  "A paragraph with **weight**, *stress*, `code`, a [link](https://example.org/) and averylongwordwithoutanyplacetobreak".padEnd(240, "k") + ".",
  "> Said by somebody else", "- one\n- two", "```\nconst answer = await something.thatIsLongerThanThePhoneIsWide(forSure, really);\n```",
].join("\n\n");

/** Two people, a post with comments, a conversation, a block; answers where to see them. */
async function furnish(stage) {
  const [ada, bob] = [await stage.person("Ada Lovelace"), await stage.person("Bartholomew Longfellow-Featherstonehaugh the Younger")];
  await stage.again(ada);
  const post = await ada.write("/posts", { title: "What the engine can and cannot do", content: CONTENT });
  await bob.write(`/posts/${post}/comments`, { content: "Could it compose music?" });
  await ada.write(`/posts/${post}/comments`, { content: "Of *any* complexity. See https://example.org/a/rather/long/address/that/goes/on/and/on" });
  const conversation = await ada.write("/conversations", { kind: "direct", member_ids: [bob.id] });
  await ada.write(`/conversations/${conversation}/messages`, { content: "Good morning" });
  await ada.call("PUT", `/users/${bob.id}/block`);
  const inside = {
    feed: "/", post: `/posts/${post}`, user: `/users/${bob.id}`, own: `/users/${ada.id}`, chat: "/chat", conversation: `/chat/${conversation}`,
    settings: "/settings", "not-found": "/no/such/page",
  };
  return { inside, storageState: await ada.context.storageState() };
}

const OPEN = { "sign-in": "/sign-in", register: "/register", components: "/components" };

async function visitAll(stage, options, pages, look, visit) {
  const person = await stage.visitor(options);
  for (const [name, path] of Object.entries(pages)) {
    const answer = await person.page.goto(Stage.BASE + path, { waitUntil: "networkidle" });
    if (answer.status() >= 500) throw new Error(`${path}: ${answer.status()}`);
    await visit(person.page, `${name}-${look}`, path);
  }
  await person.context.close();
}

/** Calls `visit(page, name, path)` on every page, in all its looks. */
export async function tour(stage, visit) {
  const { inside, storageState } = await furnish(stage);
  for (const colorScheme of ["light", "dark"]) {
    for (const [size, width] of Object.entries(WIDTHS)) {
      const options = { colorScheme, viewport: { width, height: 800 } };
      await visitAll(stage, options, OPEN, `${size}-${colorScheme}`, visit);
      await visitAll(stage, { ...options, storageState }, inside, `${size}-${colorScheme}`, visit);
    }
  }
}
