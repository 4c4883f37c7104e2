// Swagger UI on this server's own document. "Try it out" sends the CSRF value of the cookie, as a page would.
"use strict";

// Over HTTPS its name begins with `__Host-`.
function cookie(name) {
  const cookies = document.cookie.split("; ");
  const found = ["__Host-" + name, name].map((each) => cookies.find((pair) => pair.startsWith(each + "="))).find(Boolean);
  return found ? found.slice(found.indexOf("=") + 1) : "";
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
