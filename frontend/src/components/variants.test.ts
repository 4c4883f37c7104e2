import { expect, it } from "vitest";
import { variants } from "./variants";

const look = variants(
  "base",
  { kind: { plain: "p", loud: "l" }, size: { small: "s", large: "" } },
  { kind: "plain", size: "small" },
);

it("takes the usual one of each table, or the one that is chosen", () => {
  expect(look()).toBe("base p s");
  expect(look({ kind: "loud", size: undefined })).toBe("base l s");
  expect(look({ size: "large", className: "own" })).toBe("base p own");
});
