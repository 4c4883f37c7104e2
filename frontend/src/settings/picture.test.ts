import { describe, expect, it, vi } from "vitest";
import { ApiProblem } from "@/api/problem";
import { explainPicture, toSend } from "./picture";

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
    [403, "Banned", "The operator"],
  ])("that is refused with %d %s is explained", (status, title, words) => {
    expect(explainPicture(new ApiProblem({ status, title, detail: "The operator has banned it." }))).toContain(words);
  });
});
