import { afterEach, expect, it } from "vitest";
import { typedEarly } from "./typed-early";

afterEach(() => document.body.replaceChildren());

it("answers what is in the fields of the form, and nothing of empty or unknown ones", () => {
  document.body.innerHTML =
    '<form id="post"><input name="title" value="A title"><textarea name="content"></textarea></form>';
  expect(typedEarly("post", ["title", "content", "other"])).toEqual({ title: "A title" });
  expect(typedEarly("elsewhere", ["title"])).toEqual({});
});
