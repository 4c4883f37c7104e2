import "server-only";
import { cookies, headers } from "next/headers";
import { createClient, createConfig } from "./generated/client";
import { toProblem } from "./problem";

const ANSWER_WITHIN_MS = 8_000;

/** A client that asks the API, from the server, in the name of whoever asked for this page. Pass it as `client`. */
export async function apiOfVisitor() {
  const [jar, asked] = await Promise.all([cookies(), headers()]);
  const client = createClient(
    createConfig({
      baseUrl: process.env.API_URL ?? "http://127.0.0.1:8000",
      cache: "no-store",
      throwOnError: true,
      headers: { Cookie: jar.toString(), "X-Forwarded-For": asked.get("x-forwarded-for") ?? "" },
      fetch: (request) => fetch(request, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) }),
    }),
  );
  client.interceptors.error.use((error, response) => toProblem(error, response));
  return client;
}
