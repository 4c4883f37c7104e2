import { client } from "@/api/browser";
import { CSRF_REFRESH, readCookie } from "@/api/cookies";
import { getMe, logout, refresh } from "@/api/generated/sdk.gen";
import type { Me } from "@/api/generated/types.gen";
import { ApiProblem } from "@/api/problem";

/** Who is signed in. Throws an ApiProblem. */
export async function fetchMe(): Promise<Me> {
  return (await getMe({ client })).data;
}

/** Spends the refresh token for a new access token. Only ever called by a click. Throws an ApiProblem. */
export async function resumeSession(): Promise<Me> {
  await refresh({ client, headers: { "X-CSRF-TOKEN": readCookie(CSRF_REFRESH) ?? "" } });
  return fetchMe();
}

/** Ends the session here. A session that has already ended is fine. */
export async function endSession(): Promise<void> {
  try {
    await logout({ client });
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.status !== 401) throw error;
  }
}
