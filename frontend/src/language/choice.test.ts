import { afterEach, describe, expect, it } from "vitest";
import { choiceOf, keepChoice } from "./choice";

describe("the choice of a language", () => {
  afterEach(() => keepChoice("automatic"));

  it("is remembered, until it is left to the browser again", () => {
    keepChoice("de");
    expect(document.cookie).toContain("language=de");
    keepChoice("automatic");
    expect(document.cookie).not.toContain("language");
  });

  it("is left to the browser where the cookie says nothing that there is", () => {
    expect([undefined, "", "xx", "de"].map(choiceOf)).toEqual(["automatic", "automatic", "automatic", "de"]);
  });
});
