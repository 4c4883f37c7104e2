import { ApiProblem } from "@/api/problem";

const HEADERS = { "Content-Type": "application/xml", "Cache-Control": "public, max-age=3600" };
const NOTHING = new Set([401, 404]);

/** What `make` makes; 404 where reading is not public, or `make` finds nothing. */
export async function xmlOrNotFound(make: () => Promise<string | null>): Promise<Response> {
  try {
    const body = await make();
    if (body !== null) return new Response(body, { headers: HEADERS });
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
    if (!NOTHING.has(error.status)) return new Response(null, { status: 503, headers: { "Retry-After": "60" } });
  }
  return new Response(null, { status: 404 });
}
