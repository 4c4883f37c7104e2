import { registerWorker } from "./worker";

/** So long somebody who signs out waits for it. */
const FORGET_WITHIN_MS = 2_000;

export type Ability = "unsupported" | "blocked" | "able";

/** Whether this browser can show pushes, and whether it has been told not to. */
export function ability(): Ability {
  const knows = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
  if (!knows) return "unsupported";
  return Notification.permission === "denied" ? "blocked" : "able";
}

/** Asks whoever is there whether this site may show notifications; to be called for a click. */
export async function askPermission(): Promise<boolean> {
  return (await Notification.requestPermission()) === "granted";
}

const registered = () => navigator.serviceWorker.getRegistration("/");

/** Whether this browser has a subscription, whoever made it, and may show what comes. */
export async function isSubscribed(): Promise<boolean> {
  const subscription = await (await registered())?.pushManager.getSubscription();
  return Notification.permission === "granted" && Boolean(subscription);
}

/** A new subscription for this key; one that somebody else may have made here is over. */
export async function subscribe(publicKey: string): Promise<PushSubscriptionJSON> {
  const { pushManager } = await registerWorker();
  await navigator.serviceWorker.ready;
  await (await pushManager.getSubscription())?.unsubscribe();
  const made = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey });
  return made.toJSON();
}

/** Ends the subscription of this browser, if it has one, and takes away what is shown. */
export async function unsubscribe(): Promise<void> {
  const registration = await registered();
  if (!registration) return;
  for (const shown of await registration.getNotifications()) shown.close();
  await (await registration.pushManager.getSubscription())?.unsubscribe();
}

/** The same when somebody comes or goes: whoever signs in here is not told what is meant for another. Never fails, nor takes long. */
export async function forget(): Promise<void> {
  if (ability() === "unsupported") return;
  const late = new Promise<void>((resolve) => setTimeout(resolve, FORGET_WITHIN_MS));
  await Promise.race([unsubscribe().catch(() => undefined), late]);
}
