import { NextResponse, type NextRequest } from "next/server";
import { ACCESS, CSRF_REFRESH, hasCookie } from "@/api/cookies";
import { signInFor } from "@/routes/next-path";
import { contentSecurityPolicy, secure } from "@/routes/security-headers";
import { refusalOf } from "./refusals";

/** What is about oneself; of all other pages the API says whether they are for everybody. */
const OWN = /^\/(chat|inbox|settings)(\/|$)/;
const HOST = /^[A-Za-z0-9.:[\]-]{1,255}$/;

function isSignedOut(request: NextRequest): boolean {
  return !hasCookie(request.cookies, ACCESS) && !hasCookie(request.cookies, CSRF_REFRESH);
}

/** The address that a person knows: without what Next's own script adds when it fetches a page. */
function pathOf(request: NextRequest): string {
  const { pathname, searchParams } = new URL(request.nextUrl);
  searchParams.delete("_rsc");
  return pathname + (searchParams.size > 0 ? `?${searchParams}` : "");
}

function answerTo(request: NextRequest, nonce: string, policy: string): NextResponse {
  const path = pathOf(request);
  if (OWN.test(request.nextUrl.pathname) && isSignedOut(request)) {
    return NextResponse.redirect(new URL(signInFor(path), request.url));
  }
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("x-path", path);
  headers.set("Content-Security-Policy", policy); // from here Next takes the nonce for its own scripts
  return NextResponse.next({ request: { headers } });
}

/**
 * Before each page: what is no request for a page is refused, who is signed out goes to sign in for what is their own, and
 * every page gets its policy.
 */
export function proxy(request: NextRequest): Response {
  const refusal = refusalOf(request);
  if (refusal) return refusal;
  const nonce = btoa(crypto.randomUUID());
  const host = request.headers.get("host") ?? "";
  const policy = contentSecurityPolicy(
    nonce,
    HOST.test(host) ? host : "localhost",
    process.env.NODE_ENV === "development",
  );
  const answer = answerTo(request, nonce, policy);
  secure(answer.headers, policy);
  // To nginx: each part of a page as it is made, so that what it needs is fetched before it is whole.
  answer.headers.set("X-Accel-Buffering", "no");
  return answer;
}

export const config = {
  matcher: [
    {
      source:
        "/((?!_next/static|_next/image|icon.svg|icons/|apple-icon|favicon.ico|manifest.webmanifest|robots.txt|sitemap|sw\\.js$).*)",
    },
  ],
};
