import { describe, expect, it } from "vitest";
import { localeFor } from "./locales";

describe("the language of a page", () => {
  it.each([
    [undefined, "de", "de"],
    [undefined, "de-AT,en;q=0.8", "de"],
    [undefined, "fr, en;q=0.5, de;q=0.7", "de"],
    [undefined, "en-GB,de;q=0.9", "en"],
    [undefined, "de;q=0, en;q=0.1", "en"],
    [undefined, "fr-CH, fr;q=0.9, *;q=0.5", "en"],
    [undefined, "DE", "de"],
    [undefined, ";;,q=,", "en"],
    [undefined, null, "en"],
    ["de", "en", "de"],
    ["en", "de", "en"],
    ["xx", "de", "de"],
  ])("chosen %j, liked %j: %s", (chosen, accepts, locale) => expect(localeFor(chosen, accepts)).toBe(locale));
});
