import { CSRF_ACCESS, readCookie } from "./cookies";
import { client } from "./generated/client.gen";
import { toProblem, type ApiProblem } from "./problem";

type Listener = (problem: ApiProblem) => void;
const listeners = new Set<Listener>();

/** Calls back when any call of this page was answered 401. Answers how to stop that. */
export function onUnauthorized(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function addCsrf(request: Request): Request {
  const csrf = readCookie(CSRF_ACCESS);
  if (request.method !== "GET" && csrf && !request.headers.has("X-CSRF-TOKEN"))
    request.headers.set("X-CSRF-TOKEN", csrf);
  return request;
}

function raise(error: unknown, response: Response | undefined): ApiProblem {
  const problem = toProblem(error, response);
  if (problem.status === 401) for (const listener of listeners) listener(problem);
  return problem;
}

if (typeof document !== "undefined") {
  client.interceptors.request.use(addCsrf);
  client.interceptors.error.use(raise);
}

export { client };
