// Swagger UI on this server's own document. "Try it out" sends the CSRF value of the cookie, as a page would.
"use strict";

function cookie(name) {
  const found = document.cookie.split("; ").find((each) => each.startsWith(name + "="));
  return found ? found.slice(name.length + 1) : "";
}

window.ui = SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  requestInterceptor: (request) => {
    const name = request.url.endsWith("/auth/refresh") ? "csrf_refresh_token" : "csrf_access_token";
    if (request.method && request.method !== "GET") {
      request.headers["X-CSRF-TOKEN"] = cookie(name);
    }
    return request;
  },
});
