/** One origin for the browser: pages from Next, /api from the API, sockets and event streams from the realtime process. */
import { createServer } from "node:http";
import httpProxy from "http-proxy-3";
import next from "next";

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

const pathOf = (request) => (request.url ?? "/").split("?", 1)[0];

/** Says who asks: the address of the connection, never what the client claims. */
function setForwarded(request) {
  if (TRUSTS_PROXY) return;
  for (const name of FORWARDED) delete request.headers[name];
  request.headers["x-forwarded-for"] = request.socket.remoteAddress ?? "";
  request.headers["x-forwarded-proto"] = "http";
}

function sendProblem(response, request, status, title, detail) {
  if (response.headersSent || response.writableEnded) return response.destroy();
  const body = { type: "about:blank", title, status, detail, instance: pathOf(request) };
  response.writeHead(status, { "Content-Type": "application/problem+json", "Retry-After": "2", "Cache-Control": "no-store" });
  response.end(JSON.stringify(body));
}

function whenProxyFails(error, request, answer) {
  // Who asked has gone: nothing to answer, nothing to tell.
  if (request.socket.destroyed || answer.destroyed) return;
  log(`${request.method} ${pathOf(request)} could not be passed on: ${error.code ?? error.name}`);
  // A socket that asked to become a WebSocket has no response to write to.
  if (typeof answer.writeHead !== "function") return answer.end("HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n");
  sendProblem(answer, request, 503, "Unavailable", "The API is not available right now.");
}

const proxy = httpProxy.createProxyServer({ changeOrigin: false, xfwd: false, proxyTimeout: ANSWER_WITHIN_MS });
proxy.on("error", whenProxyFails);

const app = next({ dev: DEV, dir: import.meta.dirname, hostname: HOST, port: PORT });
await app.prepare();
const page = app.getRequestHandler();
const upgradePage = app.getUpgradeHandler();

const server = createServer((request, response) => {
  setForwarded(request);
  const target = upstreamOf(pathOf(request));
  if (target) return proxy.web(request, response, { target });
  page(request, response).catch((error) => {
    log(`${request.method} ${pathOf(request)} failed: ${error.name}`);
    sendProblem(response, request, 500, "Internal error", "This page could not be made.");
  });
});

server.on("upgrade", (request, socket, head) => {
  setForwarded(request);
  socket.on("error", () => socket.destroy());
  if (pathOf(request).startsWith("/socket.io/")) return proxy.ws(request, socket, head, { target: REALTIME_URL });
  if (DEV) return upgradePage(request, socket, head);
  socket.destroy();
});

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
