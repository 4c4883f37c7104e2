/** What the journeys stand on: a browser, people in it, and a way to ask for what a browser cannot do. */
import { mkdirSync } from "node:fs";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

const BASE = process.env.BASE ?? "http://127.0.0.1:3000";
const INTO = process.env.SCREENSHOTS ?? "screenshots";
const PASSWORD = "correct horse battery";
const PATIENCE_MS = 60_000;

/** Somebody with a browser of their own. */
class Person {
  constructor(stage, context, page, account) {
    Object.assign(this, { stage, context, page, ...account });
  }

  async open(path) {
    await this.page.goto(BASE + path);
  }

  /** Calls the API with this browser's cookies. Throws unless it answers with success. */
  async call(method, path, data) {
    const csrf = (await this.context.cookies()).find(({ name }) => name === "csrf_access_token")?.value;
    const headers = csrf ? { "X-CSRF-TOKEN": csrf } : {};
    const answer = await this.context.request.fetch(`${BASE}/api/v1${path}`, { method, headers, data });
    if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${await answer.text()}`);
    return answer.status() === 204 ? null : answer.json();
  }

  /** Accepted and carried out. */
  async write(path, data) {
    const { id } = await this.call("POST", path, data);
    return this.stage.until(async () => {
      const receipt = await this.call("GET", `/writes/${id}`);
      return receipt.state === "applied" && receipt.resource.id;
    });
  }

  async signIn() {
    await this.call("POST", "/auth/login", { email: this.email, password: PASSWORD });
  }
}

export class Stage {
  static PASSWORD = PASSWORD;
  static BASE = BASE;

  static async open() {
    const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
    // Letters as their font has them, not as the settings of this machine would: pictures are compared.
    const args = ["--no-sandbox", "--font-render-hinting=none", "--disable-lcd-text"];
    return new Stage(await chromium.launch({ executablePath, args }));
  }

  constructor(browser) {
    this.browser = browser;
    this.complaints = [];
    this.traffic = new WeakMap();
    /** Set while something is broken on purpose, so that browsers may say so. */
    this.isBroken = false;
    this.answers = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  }

  /** A browser in which nobody is signed in. */
  async visitor(options = {}) {
    const context = await this.browser.newContext({ viewport: { width: 1100, height: 900 }, ...options });
    context.setDefaultTimeout(PATIENCE_MS);
    context.on("page", (opened) => this.follow(opened));
    const page = await context.newPage();
    page.on("console", (message) => {
      if (message.type() === "error") this.note(`${page.url()}: ${message.text()} ${message.location().url}`);
    });
    page.on("pageerror", (error) => this.note(`${page.url()}: ${error.message}`));
    const frames = [];
    const network = await context.newCDPSession(page);
    await network.send("Network.enable");
    network.on("Network.eventSourceMessageReceived", ({ eventName, data }) => frames.push(`${eventName} ${data}`));
    page.on("framenavigated", () => frames.splice(0));
    return new Person(this, context, page, { frames });
  }

  /** Somebody new, signed in. */
  async person(name, options) {
    const person = await this.visitor(options);
    person.email = `${crypto.randomUUID()}@example.org`;
    person.id = (await person.call("POST", "/auth/register", { name, email: person.email, password: PASSWORD })).id;
    await person.signIn();
    return person;
  }

  /** The same account in another browser. */
  async again(person) {
    const other = await this.visitor();
    Object.assign(other, { email: person.email, id: person.id });
    await other.signIn();
    return other;
  }

  /** Notes what a page asks for and has no answer to yet. An event stream never ends. */
  follow(page) {
    const traffic = { asked: new Set(), lastMs: Date.now() };
    this.traffic.set(page, traffic);
    const note = (change) => (request) => {
      if (request.resourceType() === "eventsource") return;
      traffic.asked[change](request);
      traffic.lastMs = Date.now();
    };
    page.on("request", note("add"));
    for (const end of ["requestfinished", "requestfailed"]) page.on(end, note("delete"));
  }

  /** Waits until a page has all its answers, and has asked for nothing for half a second. */
  async quiet(page) {
    const traffic = this.traffic.get(page);
    await page.waitForLoadState();
    await this.until(() => traffic.asked.size === 0 && Date.now() - traffic.lastMs > 500, "quiet");
  }

  note(complaint) {
    if (!this.isBroken) this.complaints.push(complaint);
  }

  /** Throws if a page has complained when nothing was wrong. */
  complain() {
    if (this.complaints.length > 0) throw new Error(this.complaints.join("\n"));
  }

  /** Asks whoever started the journey: to kill the worker, to start it, to store posts. */
  async ask(what, details = {}) {
    process.stdout.write(`${JSON.stringify({ what, ...details })}\n`);
    return JSON.parse((await this.answers.next()).value);
  }

  /** Waits until the condition answers something true, and answers that. */
  async until(condition, what = "what was expected", patienceMs = PATIENCE_MS) {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const value = await condition();
      if (value) return value;
      if (Date.now() > deadline) throw new Error(`${what} did not happen within ${patienceMs} ms`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Waits until an event whose name begins so has come in the page's stream; `hello`: it is in its rooms. */
  async heard(person, beginning) {
    await this.until(() => person.frames.some((frame) => frame.startsWith(beginning)), `hearing ${beginning}`);
  }

  async photograph(page, name, options = {}) {
    mkdirSync(INTO, { recursive: true });
    await page.screenshot({ path: `${INTO}/${name}.png`, ...options });
  }

  async photographAll(name) {
    const pages = this.browser.contexts().flatMap((context) => context.pages());
    for (const [n, page] of pages.entries()) await this.photograph(page, `${name}-${n}`).catch(() => undefined);
  }

  async close() {
    await this.browser.close();
  }
}
