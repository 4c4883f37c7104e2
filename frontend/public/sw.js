/**
 * Shows what is pushed to this browser, and opens what it is about. It handles no requests and keeps nothing: pages come from
 * the network as without it. What a push says is made in core/delivery/push_texts.py.
 */
const INBOX = "/inbox";
// A browser that is pushed to has to show something.
const SOMETHING = { title: "New in your inbox", body: "", url: INBOX, tag: "inbox" };

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

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("push", (event) => {
  const { title, body, url, tag } = said(event.data);
  event.waitUntil(self.registration.showNotification(title, { body, tag, data: { url }, icon: "/icon.svg" }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(here(event.notification.data?.url ?? INBOX)));
});
