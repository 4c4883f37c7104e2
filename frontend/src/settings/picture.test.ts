import { describe, expect, it, vi } from "vitest";
import { ApiProblem } from "@/api/problem";
import { translateIn } from "@/i18n/testing";
import { refusalOf, toSend } from "./picture";

const large = new Blob([new Uint8Array(5 * 1024 * 1024 + 1)]);

describe("a picture", () => {
  it("is sent as it is, if it is small", async () => {
    const file = new Blob(["x"]);
    expect(await toSend(file)).toBe(file);
  });

  it("is sent as it is, if it is large and no picture, so that the refusal says so", async () => {
    vi.stubGlobal("createImageBitmap", () => Promise.reject(new Error("not decodable")));
    expect(await toSend(large)).toBe(large);
    vi.unstubAllGlobals();
  });

  it.each([
    [422, "Not a picture", "damaged"],
    [422, "Picture too large", "smaller one"],
    [413, "Body too large", "smaller one"],
  ])("that is refused with %d %s is explained", (status, title, words) => {
    expect(refusalOf(new ApiProblem({ status, title }), translateIn("en"))).toContain(words);
  });

  it("is refused for what holds for other writes, too", () => {
    expect(refusalOf(new ApiProblem({ status: 403, title: "Banned" }), translateIn("en"))).toBeUndefined();
  });
});
