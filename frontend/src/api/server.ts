import "server-only";
import { cookies, headers } from "next/headers";
import { createClient, createConfig } from "./generated/client";
import { toProblem } from "./problem";

const ANSWER_WITHIN_MS = 8_000;

async function api(cookie: Record<string, string>) {
  const from = (await headers()).get("x-forwarded-for") ?? "";
  const client = createClient(
    createConfig({
      baseUrl: process.env.API_URL ?? "http://127.0.0.1:8000",
      cache: "no-store",
      throwOnError: true,
      headers: { ...cookie, "X-Forwarded-For": from },
      fetch: (request) => fetch(request, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) }),
    }),
  );
  client.interceptors.error.use((error, response) => toProblem(error, response));
  return client;
}

/** A client that asks the API, from the server, in the name of whoever asked for this page. Pass it as `client`. */
export const apiOfVisitor = async () => api({ Cookie: (await cookies()).toString() });

/** The same in the name of nobody: it reads what everybody may read. */
export const apiOfGuest = () => api({});
