/** One origin for the browser: pages from Next, /api from the API, sockets and event streams from the realtime process. */
import { createServer } from "node:http";
import { Readable } from "node:stream";
import httpProxy from "http-proxy-3";
import next from "next";
import { parseAndValidateFlightRouterState } from "next/dist/server/app-render/parse-and-validate-flight-router-state.js";

const HOST = process.env.HOST || "127.0.0.1";
const PORT = Number(process.env.FRONTEND_PORT || 3000);
const API_URL = (process.env.API_URL || "http://127.0.0.1:8000").replace(/\/$/, "");
const REALTIME_URL = (process.env.REALTIME_URL || "http://127.0.0.1:8001").replace(/\/$/, "");
// A proxy in front has said who asks, and nobody else reaches this process.
const TRUSTS_PROXY = Number(process.env.TRUSTED_PROXIES || 0) > 0;
const DEV = process.argv.includes("--dev");
// Long enough for `Prefer: wait=5`; an event stream sends something every few seconds.
const ANSWER_WITHIN_MS = 30_000;
const END_WITHIN_MS = 1_000;
// What the API takes (web/http/body.py), and how much more is read and dropped so that the client hears why it is refused.
const BODY_MAX = 64 * 1024 + 1;
const PICTURE_MAX = 5 * 1024 * 1024 + 1;
const DROP_MAX = 1024 * 1024;
// For the head and the body of a request to come.
const REQUEST_WITHIN_MS = 10_000;
const FORWARDED = ["forwarded", "x-forwarded-host", "x-forwarded-port", "x-forwarded-prefix", "x-real-ip"];

process.env.API_URL = API_URL;
process.env.NEXT_TELEMETRY_DISABLED = "1";
process.env.NODE_ENV = DEV ? "development" : "production";

const log = (message) => console.log(`${new Date().toISOString()} frontend ${message}`);

/** Where a path is answered, or null for a page. */
function upstreamOf(path) {
  if (path === "/api/v1/events") return REALTIME_URL;
  if (path.startsWith("/socket.io/")) return REALTIME_URL;
  if (path.startsWith("/api/")) return API_URL;
  return null;
}

/**
 * Resolves `..` and the like in the address before anything is decided by it: whoever passes it on would do so later, and
 * `/api/../readyz` would be no path of the API. False when it is no path of this site.
 */
function resolve(request) {
  if (!request.url?.startsWith("/")) return false;
  const { pathname, search } = new URL(`http://site${request.url}`);
  request.url = pathname + search;
  return true;
}

const bodyMaxOf = (request) => (pathOf(request) === "/api/v1/users/me/picture" ? PICTURE_MAX : BODY_MAX);

const pathOf = (request) => (request.url ?? "/").split("?", 1)[0];

/** Says who asks: the address of the connection, never what the client claims. */
function setForwarded(request) {
  // As nginx does: behind it, SCRIPT_NAME and the like would be about another path than the one that was looked at here.
  for (const name of Object.keys(request.headers)) if (name.includes("_")) delete request.headers[name];
  if (TRUSTS_PROXY) return;
  for (const name of FORWARDED) delete request.headers[name];
  request.headers["x-forwarded-for"] = request.socket.remoteAddress ?? "";
  request.headers["x-forwarded-proto"] = "http";
}

function sendProblem(response, request, status, title, detail, headers = {}) {
  if (response.headersSent || response.writableEnded) return response.destroy();
  const body = { type: "about:blank", title, status, detail, instance: pathOf(request) };
  const retry = status === 503 ? { "Retry-After": "2" } : {};
  response.writeHead(status, {
    "Content-Type": "application/problem+json",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    ...retry,
    ...headers,
  });
  response.end(JSON.stringify(body));
}

function whenProxyFails(error, request, answer) {
  // Who asked has gone: nothing to answer, nothing to tell.
  if (request.socket.destroyed || answer.destroyed) return;
  log(`${request.method} ${pathOf(request)} could not be passed on: ${error.code ?? error.name}`);
  // A socket that asked to become a WebSocket has no response to write to.
  if (typeof answer.writeHead !== "function")
    return answer.end("HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n");
  sendProblem(answer, request, 503, "Unavailable", "The API is not available right now.");
}

const proxy = httpProxy.createProxyServer({ changeOrigin: false, xfwd: false, proxyTimeout: ANSWER_WITHIN_MS });
proxy.on("error", whenProxyFails);

const app = next({ dev: DEV, dir: import.meta.dirname, hostname: HOST, port: PORT });
await app.prepare();
const page = app.getRequestHandler();
const upgradePage = app.getUpgradeHandler();

/** The whole body, so that no slow client holds a thread of the API, or null when it is longer than the API takes. */
async function bodyOf(request) {
  const parts = [];
  const most = bodyMaxOf(request);
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size <= most) parts.push(part);
    if (size > most + DROP_MAX) break;
  }
  return size > most ? null : Buffer.concat(parts);
}

async function passOn(request, response, target) {
  const body = await bodyOf(request);
  if (body) return proxy.web(request, response, { target, buffer: Readable.from([body]) });
  sendProblem(response, request, 413, "Body too large", "A body may have 64 KiB, a picture 5 MiB.", {
    Connection: "close",
  });
}

/** Whether this does not throw. */
function succeeds(attempt) {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}

// Next decodes both while it makes a page, and fails.
const canBeRead = (request) =>
  succeeds(() => decodeURIComponent(pathOf(request))) &&
  succeeds(() => parseAndValidateFlightRouterState(request.headers["next-router-state-tree"]));

/** Why this is no request for a page; undefined when it is one. */
function refusalOf(request) {
  if (request.method !== "GET" && request.method !== "HEAD")
    return [405, "Method not allowed", "Pages are read.", { Allow: "GET, HEAD" }];
  // Next's own route for pictures: no page uses it, and it would fetch whatever it is told.
  if (pathOf(request).startsWith("/_next/image")) return [404, "Not found", "There is no such page."];
  if (!canBeRead(request)) return [400, "Malformed request", "The address or a header cannot be decoded."];
}

const server = createServer((request, response) => {
  if (!resolve(request))
    return sendProblem(response, request, 400, "Malformed request", "The address is no path of this site.");
  setForwarded(request);
  const target = upstreamOf(pathOf(request));
  if (target) return void passOn(request, response, target).catch(() => response.destroy());
  const refusal = refusalOf(request);
  if (refusal) return sendProblem(response, request, ...refusal);
  page(request, response).catch((error) => {
    log(`${request.method} ${pathOf(request)} failed: ${error.name}`);
    sendProblem(response, request, 500, "Internal error", "This page could not be made.");
  });
});

// Node would close these without a word.
const REFUSED = "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
server.on("connect", (_request, socket) => {
  socket.on("error", () => socket.destroy());
  socket.end(REFUSED.replace("400 Bad Request", "405 Method Not Allowed\r\nAllow: GET, HEAD"));
});

server.on("upgrade", (request, socket, head) => {
  socket.on("error", () => socket.destroy());
  if (!resolve(request)) {
    request.url = "/"; // Next listens, too, and would complain about it
    return socket.end(REFUSED);
  }
  setForwarded(request);
  if (pathOf(request).startsWith("/socket.io/")) return proxy.ws(request, socket, head, { target: REALTIME_URL });
  if (DEV) return upgradePage(request, socket, head);
  socket.end(REFUSED);
});

server.headersTimeout = REQUEST_WITHIN_MS / 2;
server.requestTimeout = REQUEST_WITHIN_MS;

server.on("error", (error) => {
  log(`cannot listen on ${HOST}:${PORT}: ${error.code}`);
  process.exit(1);
});

function end() {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
  setTimeout(() => process.exit(0), END_WITHIN_MS).unref();
}
process.on("SIGTERM", end);
process.on("SIGINT", end);

server.listen(PORT, HOST, () => log(`listening on http://${HOST}:${PORT}`));
