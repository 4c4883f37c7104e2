/** Goes to every page, light and dark, phone and desktop, as somebody who has all kinds of things on it. */
import { Stage } from "./stage.mjs";

const WIDTHS = { phone: 320, desktop: 1280 };
const HARD = [
  "A paragraph with **weight**, *stress*, `code`, a [link](https://example.org/) and averylongwordwithoutanyplacetobreak".padEnd(
    240,
    "k",
  ) + ".",
  "> Said by somebody else",
  "- one\n- two",
  "```\nconst answer = await something.thatIsLongerThanThePhoneIsWide(forSure, really);\n```",
].join("\n\n");
const POSTS = [
  ["The moth in relay 70", "It is taped into the log book now, wings and all. *Relay 70 works again.*"],
  [
    "A question about punched cards",
    "Has anybody a spare set of `Operation` cards? Mine were eaten, and I have a table of **Bernoulli numbers** to finish by Friday.",
  ],
];
const ENGINE = `It makes tables as a loom makes cloth: row by row, and exactly as it was told. It *never* has an idea of its own.

What it can do:

- what we can describe, step by step
- the same again, without getting tired

> It answers; it does not ask.

The notes are at https://example.org/notes.`;
const TALK = [
  "Have you seen the new cards?",
  "They came this morning!",
  "And?",
  "Forty columns more than before.\nWe shall need a bigger table.",
  "Bring them on Thursday?",
  "I will.",
];

async function talk(ada, grace) {
  const id = await ada.write("/conversations", { kind: "direct", member_ids: [grace.id] });
  for (const [n, content] of TALK.entries())
    await [ada, grace][n % 2].write(`/conversations/${id}/messages`, { content });
  const room = await ada.write("/conversations", { kind: "room", name: "The reading room", member_ids: [grace.id] });
  await grace.call("PUT", `/invitations/${room}`);
  await grace.write("/conversations", {
    kind: "room",
    name: "Compilers, and those who write them",
    member_ids: [ada.id],
  });
  return id;
}

/** Three people, posts with comments, conversations, a block; answers where to see them. */
async function furnish(stage) {
  const ada = await stage.person("Ada Lovelace");
  const [grace, bob] = [
    await stage.person("Grace Hopper"),
    await stage.person("Bartholomew Longfellow-Featherstonehaugh the Younger"),
  ];
  await stage.again(ada);
  const hard = await bob.write("/posts", {
    title: "What may stand in a post, and how long a title may well become before it ends",
    content: HARD,
  });
  for (const [title, content] of POSTS) await grace.write("/posts", { title, content });
  const post = await ada.write("/posts", { title: "What the engine can and cannot do", content: ENGINE });
  await grace.write(`/posts/${post}/comments`, { content: "Could it compose music?" });
  await ada.write(`/posts/${post}/comments`, { content: "Any that somebody can *write down*." });
  await bob.write(`/posts/${post}/comments`, {
    content: "See https://example.org/a/rather/long/address/that/goes/on/and/on/and/on",
  });
  const conversation = await talk(ada, grace);
  await ada.call("PUT", `/users/${bob.id}/block`);
  const inside = {
    feed: "/",
    post: `/posts/${post}`,
    "hard-post": `/posts/${hard}`,
    user: `/users/${bob.id}`,
    own: `/users/${ada.id}`,
    chat: "/chat",
    conversation: `/chat/${conversation}`,
    settings: "/settings",
    search: "/search?q=engine",
    "not-found": "/no/such/page",
  };
  return { inside, storageState: await ada.context.storageState() };
}

const LINK = "a".repeat(43);
const OPEN = {
  "guest-feed": "/",
  "sign-in": "/sign-in",
  register: "/register",
  forgot: "/forgot",
  reset: `/reset#${LINK}`,
  "reset-ended": "/reset",
  confirm: `/confirm#${LINK}`,
  components: "/components",
};

async function visitAll(stage, options, pages, look, visit) {
  const person = await stage.visitor(options);
  for (const [name, path] of Object.entries(pages)) {
    const answer = await person.page.goto(Stage.BASE + path);
    await stage.quiet(person.page);
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
