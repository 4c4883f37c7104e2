import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const SOURCE = readFileSync("public/sw.js", "utf8");
const SITE = "https://social.example.org";
const DAY_MS = 24 * 3_600_000;

type Answer = Response | Error;

/** What a browser gives a service worker: a store, and a network on which each path has an answer; none is an error. */
function browser(network: Record<string, Answer>) {
  const kept = new Map<string, Response>();
  const asked: string[] = [];
  const pathOf = (request: string | Request) =>
    new URL(typeof request === "string" ? request : request.url, SITE).pathname;
  const fetch = async (request: string | Request) => {
    asked.push(pathOf(request));
    const answer = network[pathOf(request)] ?? new TypeError("Failed to fetch");
    if (answer instanceof Error) throw answer;
    return answer.clone();
  };
  const store = {
    addAll: async (paths: string[]) => {
      for (const path of paths) kept.set(path, await fetch(path));
    },
    put: async (path: string, answer: Response) => void kept.set(path, answer),
    keys: async () => [...kept.keys()].map((path) => new Request(SITE + path)),
    delete: async (request: Request) => kept.delete(pathOf(request)),
  };
  const caches = {
    open: async () => store,
    match: async (request: string | Request) => kept.get(pathOf(request))?.clone(),
  };
  const handlers: Record<string, (event: unknown) => void> = {};
  const self = {
    location: { origin: SITE },
    registration: {},
    skipWaiting: () => undefined,
    addEventListener: (name: string, handler: (event: unknown) => void) => (handlers[name] = handler),
  };
  new Function("self", "caches", "fetch", SOURCE)(self, caches, fetch);
  const send = async (name: string, event: object) => {
    const [until, answers]: [Promise<unknown>[], Promise<Response>[]] = [[], []];
    const waitUntil = (promise: Promise<unknown>) => until.push(promise);
    handlers[name]?.({ ...event, waitUntil, respondWith: (answer: Promise<Response>) => answers.push(answer) });
    const answer = await answers[0];
    await Promise.all(until);
    return answer;
  };
  const request = (path: string, mode: string, method = "GET") => ({ url: SITE + path, mode, method });
  const open = (path: string, client = "one") =>
    send("fetch", { request: request(path, "navigate"), resultingClientId: client, clientId: "" });
  const load = (path: string, clientId = "one") => send("fetch", { request: request(path, "no-cors"), clientId });
  return { network, kept, asked, send, open, load };
}

const shell = (script: string, madeMs = Date.now()) =>
  new Response(`<script src="/_next/static/${script}.js"></script>`, {
    headers: { Date: new Date(madeMs).toUTCString() },
  });

async function installed(network: Record<string, Answer> = {}) {
  const there = browser({ "/offline": shell("a"), "/_next/static/a.js": new Response("a"), ...network });
  await there.send("install", {});
  return there;
}

describe("the page for when the site cannot be reached", () => {
  it("is kept with its files", async () => {
    expect([...(await installed()).kept.keys()]).toEqual(["/_next/static/a.js", "/offline"]);
  });

  it.each([new TypeError("Failed to fetch"), ...[502, 503, 504].map((status) => new Response("", { status }))])(
    "is shown in place of one that has no answer",
    async (answer) => {
      const { open, load } = await installed({ "/inbox": answer });
      expect(await (await open("/inbox"))?.text()).toContain("/_next/static/a.js");
      expect(await (await load("/_next/static/a.js"))?.text()).toBe("a");
    },
  );

  it.each([200, 404, 500])("is not shown in place of an answer %s", async (status) => {
    const { open } = await installed({ "/inbox": new Response("the site", { status }) });
    expect(await (await open("/inbox"))?.text()).toBe("the site");
  });

  it("leaves the browser's own error where nothing is kept", async () => {
    const { open, asked } = browser({});
    await expect(open("/inbox")).rejects.toThrow("Failed to fetch");
    expect(asked).toEqual(["/inbox"]);
  });

  it("has nothing to do with what other pages ask for", async () => {
    const { open, load } = await installed({ "/": new Response("the feed") });
    await open("/", "another");
    expect(await load("/_next/static/a.js", "another")).toBeUndefined();
    expect(await load("/api/v1/posts", "another")).toBeUndefined();
  });

  it("is fetched again after a day, and the files of the one before go", async () => {
    const { network, kept, open } = await installed({
      "/": new Response("the feed"),
      "/offline": shell("a", Date.now() - DAY_MS - 1_000),
    });
    Object.assign(network, { "/offline": shell("b"), "/_next/static/b.js": new Response("b") });
    await open("/");
    expect([...kept.keys()].sort()).toEqual(["/_next/static/b.js", "/offline"]);
  });

  it("stays whole when its next version is not", async () => {
    const { network, kept, open } = await installed({
      "/": new Response("the feed"),
      "/offline": shell("a", Date.now() - DAY_MS - 1_000),
    });
    network["/offline"] = shell("b");
    await open("/");
    expect(await kept.get("/offline")?.text()).toContain("/_next/static/a.js");
    expect(kept.has("/_next/static/a.js")).toBe(true);
  });
});
