import { describe, expect, it, vi } from "vitest";
import { fieldOfPointer, showFieldErrors } from "./field-errors";
import { ApiProblem, toProblem } from "./problem";

const body = {
  title: "Unfit",
  status: 422,
  detail: "It does not fit.",
  request_id: "r1",
  errors: [{ pointer: "/title", message: "Too long" }, "junk"],
};

describe("a problem", () => {
  it("is made of problem+json", () => {
    const response = new Response(null, { status: 422, headers: { "Retry-After": "7" } });
    expect(toProblem(body, response)).toMatchObject({
      status: 422,
      title: "Unfit",
      request_id: "r1",
      retry_after: 7,
      canTryAgain: false,
      errors: [{ pointer: "/title", message: "Too long" }],
    });
  });

  it("is made of anything else", () => {
    expect(toProblem("<html>", new Response(null, { status: 502 }))).toMatchObject({ status: 502, canTryAgain: true });
    expect(toProblem(new TypeError("Failed to fetch"))).toMatchObject({ status: 0, canTryAgain: true });
  });
});

describe("field errors", () => {
  it("finds the field of a pointer", () => {
    expect(fieldOfPointer("/title")).toBe("title");
    expect(fieldOfPointer("/members/0")).toBe("members.0");
    expect(fieldOfPointer("/a~1b")).toBe("a/b");
    expect(fieldOfPointer("/query/limit")).toBeNull();
    expect(fieldOfPointer("")).toBeNull();
  });

  it("stand beside their fields, and the rest is answered", () => {
    const setError = vi.fn();
    const say = (_: ApiProblem, message: string) => `${message}.`;
    const problem = new ApiProblem({
      status: 422,
      title: "Unfit",
      errors: [
        { pointer: "/other", message: "No" },
        { pointer: "/title", message: "Too long" },
      ],
    });
    expect(showFieldErrors(problem, ["title", "content"], setError, say)).toEqual(["No."]);
    expect(setError).toHaveBeenCalledExactlyOnceWith(
      "title",
      { type: "server", message: "Too long." },
      { shouldFocus: true },
    );
  });
});
