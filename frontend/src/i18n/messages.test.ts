import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import compile from "icu-minify/compile";
import { describe, expect, it } from "vitest";
import { LOCALES } from "./locales";
import { ALL, translateIn } from "./testing";

type Tree = { [key: string]: string | Tree };
type Node = string | number | [string, ...unknown[]];

/** As `icu-minify/compile` numbers them. */
const [SELECT, PLURAL] = [1, 2];
const COUNTS = [0, 1, 2, 1000];

/** What is the same word in both languages, or says nothing of its own. */
const SAME = `
  navigation.feed navigation.chat feed.title chat.title chat.online chat.offline theme.system fields.name fields.handle
  history.end writing.mark.code writing.mark.link passkeys.title
`;

const flat = (tree: Tree, path: string[] = []): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "string" ? [[[...path, key].join("."), value] as [string, string]] : flat(value, [...path, key]),
  );

const { en, de } = { en: new Map(flat(ALL.en as Tree)), de: new Map(flat(ALL.de as Tree)) };
const KEYS = [...en.keys()];

/** The arguments of a message, each with its kind: what is chosen by a count or a word may hold others. */
function argumentsOf(nodes: unknown, found = new Map<string, string>()): Map<string, string> {
  for (const node of Array.isArray(nodes) ? (nodes as Node[]) : []) {
    if (!Array.isArray(node)) continue;
    const [name, type, branches] = node;
    const isChoice = type === SELECT || type === PLURAL;
    found.set(name, isChoice ? `${String(type)}` : `${String(type ?? "")}`);
    if (isChoice) Object.values(branches as object).forEach((branch) => argumentsOf(branch, found));
  }
  return found;
}

const sorted = (map: Map<string, string>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));

describe("the messages", () => {
  it("are the same in every language, with the same arguments", () => {
    expect([...de.keys()].sort()).toEqual([...KEYS].sort());
    const of = (messages: Map<string, string>) =>
      Object.fromEntries(KEYS.map((key) => [key, sorted(argumentsOf(compile(messages.get(key)!)))]));
    expect(of(de)).toEqual(of(en));
  });

  it("are other words in German, unless the word is the same", () => {
    expect(KEYS.filter((key) => en.get(key) === de.get(key)).sort()).toEqual(SAME.trim().split(/\s+/).sort());
  });

  it("quote as their language does", () => {
    expect([...en.values()].filter((text) => /[„"]/.test(text))).toEqual([]);
    expect([...de.values()].filter((text) => /["”]|“[^“]*„(?!.*“)/.test(text))).toEqual([]);
  });

  it.each(LOCALES)("count, in %s", (locale) => {
    const t = translateIn(locale) as unknown as (key: string, values: object) => string;
    const counting = KEYS.map((key) => [key, argumentsOf(compile(en.get(key)!))] as const).filter(([, given]) =>
      [...given.values()].includes(String(PLURAL)),
    );
    expect(counting.length).toBeGreaterThan(15);
    for (const [key, given] of counting) {
      for (const count of COUNTS) {
        const values = [...given].map(([name, kind]) => [name, kind === String(PLURAL) ? count : "post"]);
        expect(t(key, Object.fromEntries(values))).toMatch(/\p{L}/u);
      }
    }
  });
});

it("want their arguments", () => {
  const t = translateIn("en");
  // @ts-expect-error it counts
  expect(() => t("counts.comments")).toThrow("count");
  // @ts-expect-error nothing is called so
  expect(() => t("post.commentz")).toThrow("commentz");
});

describe("a count", () => {
  it.each([
    ["en", ["0 comments", "1 comment", "2 comments", "1,000 comments"]],
    ["de", ["0 Kommentare", "1 Kommentar", "2 Kommentare", "1.000 Kommentare"]],
  ] as const)("in %s", (locale, said) =>
    expect(COUNTS.map((count) => translateIn(locale)("counts.comments", { count }))).toEqual(said),
  );

  it.each([
    ["en", ["Like", "Like, 1 so far", "Like, 2 so far", "Like, 1,000 so far"]],
    ["de", ["Gefällt mir", "Gefällt mir, bisher 1", "Gefällt mir, bisher 2", "Gefällt mir, bisher 1.000"]],
  ] as const)("of likes, in %s", (locale, said) =>
    expect(COUNTS.map((count) => translateIn(locale)("like.button", { count }))).toEqual(said),
  );
});

/** The keys that the code names: with a star for what it puts in. */
function namedInCode(): string[] {
  const files = readdirSync("src", { recursive: true, encoding: "utf8" });
  const sources = files.filter((file) => /\.tsx?$/.test(file) && !/\.test\.|generated|i18n\/testing/.test(file));
  const text = sources.map((file) => readFileSync(join("src", file), "utf8")).join("\n");
  const names = [...text.matchAll(/\b(?:t|getTranslations\(\)\))\(\s*["`]([^"`]+)["`]/g)].map(([, name]) => name!);
  const words = [...text.matchAll(/words[=:?]+ ?"([\w.]+)"/g)].map(([, name]) => `${name}.*`);
  return [...names, ...words].map((name) => name.replace(/\$\{[^}]*\}/g, "*"));
}

it("all are said somewhere", () => {
  const named = namedInCode().filter((name) => !name.startsWith("*."));
  const chosen = namedInCode().filter((name) => name.startsWith("*."));
  // Where the code chooses the first part, too, it is one of these.
  const firsts = "comment reply signIn register forgotten reset own remove write".split(" ");
  const patterns = [...named, ...chosen.flatMap((name) => firsts.map((first) => first + name.slice(1)))];
  const isSaid = (key: string) =>
    patterns.some((name) => new RegExp(`^${name.replaceAll(".", "\\.").replaceAll("*", "[\\w-]+")}$`).test(key));
  const inError = (key: string) => key.startsWith("error."); // global-error.tsx
  expect(KEYS.filter((key) => !isSaid(key) && !inError(key))).toEqual([]);
});
