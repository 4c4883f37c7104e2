import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { client } from "@/api/browser";
import { ApiProblem } from "@/api/problem";
import { endSession } from "./calls";

const forget = (name: string) => (document.cookie = `${name}=; max-age=0`);
const sent: Request[] = [];

function answerWith(status: number) {
  vi.stubGlobal("fetch", async (request: Request) => {
    sent.push(request);
    return new Response(status === 204 ? null : JSON.stringify({ title: "x", status }), { status });
  });
}

describe("signing out", () => {
  beforeEach(() => {
    sent.length = 0;
    client.setConfig({ baseUrl: "http://pages.test" }); // a request of Node needs a whole address
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    ["csrf_access_token", "csrf_refresh_token"].forEach(forget);
  });

  it("sends the CSRF value that lives as long as the session, paused or not", async () => {
    answerWith(204);
    document.cookie = "csrf_refresh_token=r";
    await endSession();
    document.cookie = "csrf_access_token=a";
    await endSession();
    expect(sent.map(({ headers }) => headers.get("X-CSRF-TOKEN"))).toEqual(["r", "r"]);
  });

  it.each([401, 403, 429, 503])("does not claim to have signed out when the answer is %i", async (status) => {
    answerWith(status);
    await expect(endSession()).rejects.toBeInstanceOf(ApiProblem);
  });
});
