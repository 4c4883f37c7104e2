import { readdirSync } from "node:fs";

const SHARED = ["i18n", "routes", "api", "components"];
const SIGNED_IN = [...SHARED, "lists", "session", "live", "outbox"];

/** From which other folders of `src` a folder may import. All of them stand further up in this list, so no two import each other. */
const LAYERS = {
  i18n: [],
  routes: [],
  api: ["i18n"],
  components: ["i18n", "api"],
  push: ["i18n", "routes", "api"],
  lists: SHARED,
  theme: SHARED,
  language: SHARED,
  session: [...SHARED, "push"],
  live: [...SHARED, "session"],
  outbox: [...SHARED, "session"],
  factors: [...SHARED, "session"],
  auth: [...SHARED, "push", "factors"],
  blocks: SIGNED_IN,
  chat: SIGNED_IN,
  inbox: SIGNED_IN,
  likes: SIGNED_IN,
  follows: SIGNED_IN,
  history: SIGNED_IN,
  reports: SIGNED_IN,
  moderation: [...SIGNED_IN, "reports", "factors"],
  mentions: SIGNED_IN,
  writing: [...SIGNED_IN, "mentions"],
  comments: [...SIGNED_IN, "likes", "follows", "history", "reports", "writing"],
  posts: [...SIGNED_IN, "likes", "follows", "history", "reports", "writing", "comments"],
  search: SHARED,
  keyboard: SHARED,
  settings: [...SIGNED_IN, "push", "blocks", "inbox", "factors"],
  security: [...SHARED, "session", "factors", "settings"],
  erasure: SHARED,
  takeout: [...SHARED, "session", "factors", "settings"],
  gallery: [...SHARED, "outbox", "comments", "posts"],
  shell: [...SIGNED_IN, "theme", "language", "chat", "inbox", "reports", "moderation", "search"],
  offline: [...SIGNED_IN, "push", "shell"],
};

const names = Object.keys(LAYERS);
for (const { name } of readdirSync(new URL("src", import.meta.url), { withFileTypes: true }).filter(
  (entry) => entry.isDirectory() && entry.name !== "app",
)) {
  if (!names.includes(name)) throw new Error(`eslint-layers.mjs does not say from where src/${name} may import`);
}
for (const [name, others] of Object.entries(LAYERS)) {
  const late = others.filter((other) => !names.slice(0, names.indexOf(name)).includes(other));
  if (late.length > 0)
    throw new Error(`eslint-layers.mjs lets ${name} import from ${late}, which does not stand above it`);
}

/** The zones of `import/no-restricted-paths`. The routes in `app` put everything together and may import from anywhere. */
export const zones = Object.entries(LAYERS).map(([name, others]) => ({
  target: `./src/${name}`,
  from: "./src",
  except: [name, ...others].map((other) => `./${other}`),
  message: `See LAYERS in eslint-layers.mjs for what ${name} may import.`,
}));
