/**
 * Shows what is pushed to this browser, and opens what it is about. And while the site cannot be reached, it shows one page that
 * says so, which is kept with its files; all other pages, and all calls, go to the network as without it. What a push says is
 * made in core/delivery/push_texts.py.
 */
const INBOX = "/inbox";
// A browser that is pushed to has to show something.
const SOMETHING = { title: "New in your inbox", body: "", url: INBOX, tag: "inbox" };

const SHELL = "/offline";
const KEPT = "offline-shell";
/** A page that was kept longer ago is fetched again: there may be another version of the site. */
const FRESH_FOR_MS = 24 * 3_600_000;
const AWAY = [502, 503, 504];
const FILES = /\/_next\/static\/[^"'\\\s)<>]+\.(?:css|js)/g;

function said(data) {
  try {
    return { ...SOMETHING, ...data.json() };
  } catch {
    return SOMETHING;
  }
}

/** The address within this site, never elsewhere. */
function here(url) {
  const found = new URL(url, self.location.origin);
  return found.origin === self.location.origin ? found.href : new URL(INBOX, self.location.origin).href;
}

async function open(url) {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const shown = windows.find((each) => each.url === url);
  return shown ? shown.focus() : self.clients.openWindow(url);
}

/** Keeps the page and its files, the page last: what is kept is whole. Files of an earlier page are thrown away. */
async function keepShell() {
  const page = await fetch(SHELL, { cache: "no-store" });
  if (!page.ok) throw new Error(`${SHELL}: ${page.status}`);
  const files = new Set((await page.clone().text()).match(FILES));
  const kept = await caches.open(KEPT);
  await kept.addAll([...files]);
  await kept.put(SHELL, page);
  const isOld = ({ url }) => ![SHELL, ...files].includes(new URL(url).pathname);
  await Promise.all((await kept.keys()).filter(isOld).map((each) => kept.delete(each)));
}

async function renewShell() {
  const kept = await caches.match(SHELL);
  const keptMs = Date.parse(kept?.headers.get("Date") ?? "");
  if (!(Date.now() - keptMs < FRESH_FOR_MS)) await keepShell();
}

/** Tries again with the next page. */
const renew = () => renewShell().catch(() => undefined);

/** Who was given the kept page: its files come from here, too. */
const offline = new Set();

const askSite = async (event) => (await event.preloadResponse) ?? fetch(event.request);

/** The page that was asked for; the kept one when nobody answers, or a proxy that has nobody behind it. */
async function navigate(event) {
  const asked = askSite(event);
  const page = await asked.catch(() => null);
  if (page && !AWAY.includes(page.status)) {
    event.waitUntil(renew());
    return page;
  }
  const shell = await caches.match(SHELL);
  if (shell) offline.add(event.resultingClientId);
  // Without it, what a browser shows without this worker.
  return shell ?? asked;
}

const fromKept = async (request) => (await caches.match(request)) ?? fetch(request);

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(renew());
});

self.addEventListener("activate", (event) => {
  // Without it, each page would wait until this worker has started.
  event.waitUntil(self.registration.navigationPreload?.enable());
});

self.addEventListener("fetch", (event) => {
  if (event.request.mode === "navigate" && event.request.method === "GET") event.respondWith(navigate(event));
  else if (offline.has(event.clientId)) event.respondWith(fromKept(event.request));
});

self.addEventListener("push", (event) => {
  const { title, body, url, tag } = said(event.data);
  event.waitUntil(self.registration.showNotification(title, { body, tag, data: { url }, icon: "/icon.svg" }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(here(event.notification.data?.url ?? INBOX)));
});
