import { describe, expect, it } from "vitest";
import { translateIn } from "@/i18n/testing";
import { checkProfile, valuesOf, type ProfileValues } from "./profile";

const check = (values: Partial<ProfileValues>) =>
  checkProfile(translateIn("en"))({ name: "Ada", handle: "ada", ...values }, undefined, {
    fields: {},
    shouldUseNativeValidation: false,
  });

describe("a profile", () => {
  it("says nothing of the picture, which would remove it", async () => {
    expect((await check({})).values).toEqual({ name: "Ada", handle: "ada" });
    expect(valuesOf({ name: "Ada", handle: null })).toEqual({ name: "Ada", handle: "" });
  });

  it.each([
    ["@Ada_King ", "ada_king"],
    ["ada", "ada"],
  ])("has %j as a handle", async (handle, taken) => {
    expect((await check({ handle })).values).toMatchObject({ handle: taken });
  });

  it.each(["ab", "a b c", "ада", "a".repeat(31)])("cannot have %j as a handle", async (handle) => {
    expect((await check({ handle })).errors).toMatchObject({ handle: { message: expect.stringContaining("a to z") } });
  });

  it("has a name", async () => {
    expect((await check({ name: "" })).errors).toMatchObject({ name: { message: "This field is required." } });
    expect((await check({ name: "a".repeat(81) })).errors).toMatchObject({
      name: { message: "Use at most 80 characters." },
    });
  });
});
