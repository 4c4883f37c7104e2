import { describe, expect, it } from "vitest";
import { checkProfile, valuesOf, type ProfileValues } from "./profile";

const check = (values: Partial<ProfileValues>) =>
  checkProfile({ name: "Ada", handle: "ada", profile_img: "", ...values }, undefined, {
    fields: {},
    shouldUseNativeValidation: false,
  });

describe("a profile", () => {
  it("has no picture where no address stands", async () => {
    expect((await check({ profile_img: "  " })).values).toEqual({
      name: "Ada",
      handle: "ada",
      profile_img: null,
    });
    const me = { name: "Ada", handle: "ada", profile_img: null };
    expect(valuesOf(me)).toEqual({ name: "Ada", handle: "ada", profile_img: "" });
  });

  it("has the picture of an https address", async () => {
    expect((await check({ profile_img: " https://example.org/ada.png " })).values).toEqual({
      name: "Ada",
      handle: "ada",
      profile_img: "https://example.org/ada.png",
    });
  });

  it.each(["http://example.org/ada.png", "ada.png", "javascript:alert(1)"])(
    "takes no %s for a picture",
    async (profile_img) => {
      expect((await check({ profile_img })).errors).toMatchObject({
        profile_img: { message: expect.stringContaining("https://") },
      });
    },
  );

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
