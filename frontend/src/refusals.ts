import { parseAndValidateFlightRouterState } from "next/dist/server/app-render/parse-and-validate-flight-router-state";
import type { NextRequest } from "next/server";

/** What whoever asks for something that is no page is told, as the API would: by a program, in English. */
const METHOD = { title: "Method not allowed", detail: "Pages are read." };
const MALFORMED = { title: "Malformed request", detail: "The address or a header cannot be decoded." };

type Reason = { title: string; detail: string };

function problem(request: NextRequest, status: number, reason: Reason, more: Record<string, string> = {}): Response {
  const headers = {
    "Content-Type": "application/problem+json",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    ...more,
  };
  const body = { type: "about:blank", title: reason.title, status, detail: reason.detail };
  return new Response(JSON.stringify({ ...body, instance: request.nextUrl.pathname }), { status, headers });
}

function succeeds(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}

/** Next decodes both while it makes a page, and fails. It shows the header here because of `skipProxyUrlNormalize`. */
function canBeRead(request: NextRequest): boolean {
  const state = request.headers.get("next-router-state-tree") ?? undefined;
  return (
    succeeds(() => decodeURIComponent(request.nextUrl.pathname)) &&
    succeeds(() => parseAndValidateFlightRouterState(state))
  );
}

/** What is answered to a request that is none for a page; undefined when it is one. */
export function refusalOf(request: NextRequest): Response | undefined {
  if (request.method !== "GET" && request.method !== "HEAD")
    return problem(request, 405, METHOD, { Allow: "GET, HEAD" });
  if (!canBeRead(request)) return problem(request, 400, MALFORMED);
}
