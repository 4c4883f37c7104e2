/** Writes src/api/generated from ../docs/openapi.json; with --check, only says whether what is committed is current. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";

const COMMITTED = resolve("src/api/generated");

function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)))
    .sort();
}

/** Lets a bundler drop each schema that nobody uses: it cannot know by itself that making one has no effect. */
const markPure = (text) => text.replace(/(?<![\w.])z\.(?=[\w.]+\()/g, "/*@__PURE__*/ z.");

/** Writes what cannot be seen as escapes; U+2028 in a regular expression would end its line. */
const escapeInvisible = (text) =>
  text.replace(/[^\n\x20-\x7e]/g, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** The client's own way to hear events: the pages have theirs (src/live), and no bundler sees that nobody calls this one. */
const STREAMS = [
  /import \{ createSseClient \} from '[^']*';\n/,
  / {2}const makeSseFn = [^]*?\n {2}\};\n\n/,
  / {4}sse: \{[^}]*\},\n/,
];

function withoutStreams(text) {
  for (const part of STREAMS) {
    if (!part.test(text)) throw new Error(`The generated client has no ${part}: look what became of it.`);
    text = text.replace(part, "");
  }
  return text;
}

function change(file, how) {
  writeFileSync(file, how(readFileSync(file, "utf8")));
}

function finish(folder) {
  change(join(folder, "zod.gen.ts"), (text) => escapeInvisible(markPure(text)));
  change(join(folder, "client", "client.gen.ts"), withoutStreams);
}

function generateInto(folder) {
  const tool = resolve("node_modules/@hey-api/openapi-ts/bin/run.js");
  const run = spawnSync(process.execPath, [tool], {
    env: { ...process.env, GENERATED_INTO: folder },
    encoding: "utf8",
  });
  if (run.status !== 0) throw new Error(`The client could not be generated.\n${run.stdout}${run.stderr}`);
  finish(folder);
}

function differences(fresh, committed) {
  const names = new Set([...filesIn(fresh), ...filesIn(committed)]);
  const text = (folder, name) => {
    try {
      return readFileSync(join(folder, name), "utf8");
    } catch {
      return null;
    }
  };
  return [...names].filter((name) => text(fresh, name) !== text(committed, name));
}

function check() {
  // Beside the committed one, so that paths in it come out the same.
  const fresh = mkdtempSync(resolve("src/api/.fresh-"));
  try {
    generateInto(fresh);
    const stale = differences(fresh, COMMITTED);
    if (stale.length === 0) return;
    console.error(`src/api/generated does not fit docs/openapi.json: ${stale.join(", ")}. Run: npm run generate`);
    process.exitCode = 1;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

if (process.argv.includes("--check")) check();
else generateInto(COMMITTED);
