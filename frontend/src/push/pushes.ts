import { client } from "@/api/browser";
import { addPush, getPush, removePush } from "@/api/generated/sdk.gen";
import type { NewPushSubscription } from "@/api/generated/types.gen";
import { ability, askPermission, isSubscribed, subscribe, unsubscribe } from "./browser";

/** `none`: this site sends no pushes; `unsupported` and `blocked`: this browser shows none. */
export type State = "none" | "unsupported" | "blocked" | "off" | "on";

const write = () => ({ Prefer: "wait=5", "Idempotency-Key": crypto.randomUUID() });

/** How it is, as the site and this browser say: only when both do, somebody is told. Throws an ApiProblem. */
export async function look(): Promise<State> {
  const { public_key, is_on } = (await getPush({ client })).data;
  if (public_key === null) return "none";
  const able = ability();
  if (able !== "able") return able;
  return is_on && (await isSubscribed()) ? "on" : "off";
}

/** Turns pushes on in this browser, for a click; how it is then. Throws what the browser or the API says. */
export async function turnOn(): Promise<State> {
  if (!(await askPermission())) return ability() === "blocked" ? "blocked" : "off";
  const { public_key } = (await getPush({ client })).data;
  if (public_key === null) return "none";
  const made = await subscribe(public_key);
  try {
    await addPush({ client, body: made as NewPushSubscription, headers: write() });
  } catch (error) {
    // Nothing would ever come to it.
    await unsubscribe().catch(() => undefined);
    throw error;
  }
  return "on";
}

/** Turns them off. Throws an ApiProblem, and then they are on. */
export async function turnOff(): Promise<State> {
  await removePush({ client, headers: write() });
  await unsubscribe().catch(() => undefined); // the site sends nothing to it any more
  return "off";
}
