import { client } from "@/api/browser";
import { CSRF_ACCESS, CSRF_REFRESH, readCookie } from "@/api/cookies";
import { getMe, logout, refresh } from "@/api/generated/sdk.gen";
import type { Me } from "@/api/generated/types.gen";

/** Who is signed in. Throws an ApiProblem. */
export async function fetchMe(): Promise<Me> {
  return (await getMe({ client })).data;
}

/** Spends the refresh token for a new access token. Only ever called by a click. Throws an ApiProblem. */
export async function resumeSession(): Promise<Me> {
  await refresh({ client, headers: { "X-CSRF-TOKEN": readCookie(CSRF_REFRESH) ?? "" } });
  return fetchMe();
}

/**
 * Ends the session here, also while it is paused; one that has already ended is fine. Throws an ApiProblem, and then it has not ended.
 * The refresh cookie lives as long as the session does, the access cookie only for a quarter of an hour.
 */
export async function endSession(): Promise<void> {
  await logout({ client, headers: { "X-CSRF-TOKEN": readCookie(CSRF_REFRESH) ?? readCookie(CSRF_ACCESS) ?? "" } });
}
