import type { Me } from "@/api/generated/types.gen";

/**
 * Whether somebody is there: `signed-in`; `paused`, when the access token has run out and one click goes on; `signed-out`.
 * `me` stays known while paused, if it was.
 */
export type SessionState =
  { status: "signed-in"; me: Me } | { status: "paused"; me: Me | null } | { status: "signed-out"; me: null };

export type SessionStatus = SessionState["status"];

/** What the cookies alone say. `hasAccess` is gone a quarter of an hour after the last sign-in or Continue. */
export function statusOf(hasAccess: boolean, hasRefresh: boolean): SessionStatus {
  if (hasAccess) return "signed-in";
  return hasRefresh ? "paused" : "signed-out";
}
