import "server-only";
import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { ACCESS, CSRF_REFRESH, hasCookie } from "@/api/cookies";
import { getMe } from "@/api/generated/sdk.gen";
import { ApiProblem } from "@/api/problem";
import { apiOfVisitor } from "@/api/server";
import { signInFor } from "@/routes/next-path";
import { statusOf, type SessionState } from "./state";

async function ask(): Promise<SessionState> {
  try {
    const { data } = await getMe({ client: await apiOfVisitor() });
    return { status: "signed-in", me: data };
  } catch (error) {
    // The token was still there, but not what stands behind it: the session was ended.
    if (error instanceof ApiProblem && error.status === 401) return { status: "signed-out", me: null };
    throw error;
  }
}

/** Who asks for this page. Throws an ApiProblem when the API is away. Asked once for each page, however often it is called. */
export const readSession = cache(async (): Promise<SessionState> => {
  const jar = await cookies();
  const status = statusOf(hasCookie(jar, ACCESS), hasCookie(jar, CSRF_REFRESH));
  return status === "signed-in" ? ask() : { status, me: null };
});

/** Sends whoever asked for this page to sign in, and back to it afterwards. */
async function signIn(): Promise<never> {
  redirect(signInFor((await headers()).get("x-path") ?? "/"));
}

/** As `readSession`, but sends who is signed out to sign in, and back to this page afterwards. */
export async function requireSession(): Promise<Exclude<SessionState, { status: "signed-out" }>> {
  const session = await readSession();
  if (session.status !== "signed-out") return session;
  return signIn();
}

/**
 * What the API answers to whoever asked for this page. Where reading is not public, who is signed out is sent to sign in, and null
 * says that the session is paused.
 */
export async function forReader<Data>(answer: Promise<Data>): Promise<Data | null> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof ApiProblem && error.status === 401)) throw error;
    return (await readSession()).status === "paused" ? null : signIn();
  }
}
