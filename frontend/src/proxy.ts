import { NextResponse, type NextRequest } from "next/server";
import { ACCESS, CSRF_REFRESH } from "@/api/cookies";
import { signInFor } from "@/routes/next-path";
import { contentSecurityPolicy, secure } from "@/routes/security-headers";

/** What is about oneself; of all other pages the API says whether they are for everybody. */
const OWN = /^\/(chat|inbox|settings)(\/|$)/;
const HOST = /^[A-Za-z0-9.:[\]-]{1,255}$/;

function isSignedOut(request: NextRequest): boolean {
  return !request.cookies.has(ACCESS) && !request.cookies.has(CSRF_REFRESH);
}

function answerTo(request: NextRequest, nonce: string, policy: string): NextResponse {
  const { pathname, search } = request.nextUrl;
  if (OWN.test(pathname) && isSignedOut(request)) {
    return NextResponse.redirect(new URL(signInFor(pathname + search), request.url));
  }
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("x-path", pathname + search);
  headers.set("Content-Security-Policy", policy); // from here Next takes the nonce for its own scripts
  return NextResponse.next({ request: { headers } });
}

/** Before each page: who is signed out goes to sign in for what is their own, and every answer gets its policy. */
export function proxy(request: NextRequest): NextResponse {
  const nonce = btoa(crypto.randomUUID());
  const host = request.headers.get("host") ?? "";
  const policy = contentSecurityPolicy(
    nonce,
    HOST.test(host) ? host : "localhost",
    process.env.NODE_ENV === "development",
  );
  const answer = answerTo(request, nonce, policy);
  secure(answer.headers, policy);
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
