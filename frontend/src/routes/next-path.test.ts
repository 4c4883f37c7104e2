import { describe, expect, it } from "vitest";
import { safeNext, signInFor } from "./next-path";

describe("where to go after signing in", () => {
  it.each(["/posts/1?a=b#c", "/chat", "/users/1"])("goes to %s", (path) => expect(safeNext(path)).toBe(path));

  it.each([
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "javascript:alert(1)",
    "/..//evil.example",
    "/.//evil.example",
    "/%2e//evil.example",
    "/sign-in?next=/x",
    "/register",
    "/forgot",
    "/reset",
    "/confirm",
    "/api/v1/auth/me",
    "",
    undefined,
    null,
  ])("does not go to %s", (path) => expect(safeNext(path)).toBe("/"));

  it("takes no list", () => expect(safeNext(["/a", "/b"])).toBe("/"));

  it("remembers where one was", () => {
    expect(signInFor("/posts/1?a=b")).toBe("/sign-in?next=%2Fposts%2F1%3Fa%3Db");
    expect(signInFor("/")).toBe("/sign-in");
  });
});
