import { client } from "@/api/browser";
import { CSRF_ACCESS, CSRF_REFRESH, readCookie } from "@/api/cookies";
import { getMe, logout, refresh } from "@/api/generated/sdk.gen";
import type { Me } from "@/api/generated/types.gen";
import { forget } from "@/push/browser";

/** Who is signed in. Throws an ApiProblem. */
export async function fetchMe(): Promise<Me> {
  return (await getMe({ client })).data;
}

/** One tab at a time: a refresh token that is spent twice ends the session. */
const alone = async (action: () => Promise<Me>): Promise<Me> =>
  "locks" in navigator ? navigator.locks.request("session", action) : action();

/**
 * Spends the refresh token for a new access token, unless another tab has just done so. Only ever called because somebody is there:
 * for a click or a key. Throws an ApiProblem.
 */
export function resumeSession(): Promise<Me> {
  return alone(async () => {
    if (readCookie(CSRF_ACCESS) === null)
      await refresh({ client, headers: { "X-CSRF-TOKEN": readCookie(CSRF_REFRESH) ?? "" } });
    return fetchMe();
  });
}

/**
 * Ends the session here, also while it is paused; one that has already ended is fine. Throws an ApiProblem, and then it has not ended.
 * The refresh cookie lives as long as the session does, the access cookie only for a quarter of an hour.
 */
export async function endSession(): Promise<void> {
  await logout({ client, headers: { "X-CSRF-TOKEN": readCookie(CSRF_REFRESH) ?? readCookie(CSRF_ACCESS) ?? "" } });
  await forget();
}
