import { expect, test } from "vitest";
import { CSRF_ACCESS, hasCookie, readCookie } from "./cookies";

test("a cookie is found by its name, with or without what is before it over HTTPS", () => {
  expect(readCookie(CSRF_ACCESS, "a=b; csrf_access_token=x%20y")).toBe("x y");
  expect(readCookie(CSRF_ACCESS, "a=b; __Host-csrf_access_token=x")).toBe("x");
  expect(readCookie(CSRF_ACCESS, "xcsrf_access_token=x")).toBeNull();
});

test("what another host of the domain has set does not count beside one's own", () => {
  expect(readCookie(CSRF_ACCESS, "csrf_access_token=theirs; __Host-csrf_access_token=own")).toBe("own");
});

test("a request has a cookie under either name", () => {
  const jar = (...names: string[]) => new Set(names);
  expect(hasCookie(jar("__Host-csrf_access_token"), CSRF_ACCESS)).toBe(true);
  expect(hasCookie(jar("csrf_access_token"), CSRF_ACCESS)).toBe(true);
  expect(hasCookie(jar("__Secure-csrf_access_token"), CSRF_ACCESS)).toBe(false);
});
