/** Which messages a browser has on which page: all that what runs there says, and no part that nothing says. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import * as parts from "./parts";

const APP = "src/app";
/** Where the code chooses the first part of a key itself: from these. */
const CHOSEN: Record<string, string[]> = {
  "src/auth/AuthPage.tsx": ["signIn", "register", "forgotten", "reset"],
  "src/comments/CommentComposer.tsx": ["comment", "reply"],
  "src/components/ItemActions.tsx": ["own", "remove"],
  "src/outbox/WriteMark.tsx": ["write"],
  "src/outbox/WriteStateLabel.tsx": ["write"],
};

type Module = { isClient: boolean; imports: string[]; says: string[]; hands: string[] };

function resolved(from: string, name: string): string | undefined {
  if (!/^[.@]\/|^\.\./.test(name)) return undefined;
  const base = name.startsWith("@/") ? join("src", name.slice(2)) : join(dirname(from), name);
  return [base, `${base}.ts`, `${base}.tsx`].find((path) => existsSync(path) && statSync(path).isFile());
}

/** The parts that a file hands on: `<Texts of={[...CARDS, "feed"]}>`. */
function handedOn(text: string): string[] {
  const own = /const PARTS = (\[[^\]]*\])/.exec(text)?.[1] ?? "";
  const given = [...text.matchAll(/<Texts of=\{([^}]*)\}/g)].map(([, list]) => list!.replace("PARTS", own)).join();
  const groups = [...given.matchAll(/\b[A-Z]{2,}\b/g)].flatMap(([name]) => parts[name as "CARDS"] as readonly string[]);
  return [...groups, ...[...given.matchAll(/"(\w+)"/g)].map(([, name]) => name!)];
}

function read(path: string): Module {
  const text = readFileSync(path, "utf8").replace(/^import type [^;]+;/gm, "");
  const from = [...text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map(([, name]) => resolved(path, name!));
  const firsts = [...text.matchAll(/\bt\(\s*["`](\w+)\./g)].map(([, first]) => first!);
  const words = [...text.matchAll(/words=\{?"(\w+)/g)].map(([, first]) => first!);
  const isChosen = /\bt\(\s*`\$\{/.test(text);
  if (isChosen && !CHOSEN[path]) throw new Error(`${path}: CHOSEN does not say which parts it chooses from`);
  return {
    isClient: /^"use client"/m.test(text),
    imports: from.filter((each) => each !== undefined),
    says: [...firsts, ...words, ...(isChosen ? CHOSEN[path]! : [])],
    hands: handedOn(text),
  };
}

const modules = new Map<string, Module>();
function moduleOf(path: string): Module {
  const found = modules.get(path) ?? read(path);
  modules.set(path, found);
  return found;
}

/** What is said in the browser by what a file shows, and what the server hands on for it. */
function walk(start: string) {
  const [said, handed, seen] = [new Set<string>(), new Set<string>(), new Set<string>()];
  const go = (path: string, isBelow: boolean) => {
    const { isClient, imports, says, hands } = moduleOf(path);
    const inBrowser = isBelow || isClient;
    if (seen.has(`${path}:${inBrowser}`)) return;
    seen.add(`${path}:${inBrowser}`);
    if (inBrowser) says.forEach((each) => said.add(each));
    else hands.forEach((each) => handed.add(each));
    if (/\.(ts|tsx)$/.test(path)) imports.forEach((each) => go(each, inBrowser));
  };
  go(start, false);
  return { said, handed };
}

const files = readdirSync(APP, { recursive: true, encoding: "utf8" }).map((file) => join(APP, file));
const pages = files.filter((file) => /\/(page|error)\.tsx$/.test(file));

/** The layouts around a page, from outside. */
function layoutsOf(page: string): string[] {
  const folders = dirname(page).split("/");
  return folders.map((_, n) => [...folders.slice(0, n + 1), "layout.tsx"].join("/")).filter((path) => existsSync(path));
}

const around = (page: string) => layoutsOf(page).flatMap((layout) => [...walk(layout).handed]);

describe("the browser has all messages that it says", () => {
  it.each(pages)("%s", (page) => {
    const has = new Set<string>([...parts.EVERYWHERE, ...around(page), ...walk(page).handed]);
    const says = [page, ...layoutsOf(page)].flatMap((path) => [...walk(path).said]);
    expect([...new Set(says)].filter((each) => !has.has(each))).toEqual([]);
  });
});

describe("no part is sent for nothing", () => {
  it.each(pages.filter((page) => walk(page).handed.size > 0))("%s", (page) => {
    const { said, handed } = walk(page);
    expect([...handed].filter((each) => !said.has(each))).toEqual([]);
  });

  it.each(files.filter((file) => file.endsWith("/layout.tsx") && walk(file).handed.size > 0))("%s", (layout) => {
    const below = pages.filter((page) => page.startsWith(dirname(layout)));
    const said = new Set([layout, ...below].flatMap((path) => [...walk(path).said]));
    expect([...walk(layout).handed].filter((each) => !said.has(each))).toEqual([]);
  });
});
