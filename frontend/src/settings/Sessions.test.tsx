import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import * as api from "@/api/generated/sdk.gen";
import type { Session } from "@/api/generated/types.gen";
import { ApiProblem } from "@/api/problem";
import { Sessions } from "./Sessions";
import { InEnglish } from "@/i18n/testing";

vi.mock("@/api/generated/sdk.gen");

const NOW = "2026-11-23T12:00:00.000Z";
const session = (id: string, is_current: boolean, user_agent = "curl/8.5.0"): Session => ({
  id,
  is_current,
  user_agent,
  created_at: NOW,
  last_seen_at: NOW,
  address: "192.0.2.1",
});
const HERE = session("here", true, "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0");
const PHONE = session("phone", false, "Mozilla/5.0 (Android 14; Mobile) Firefox/140.0");

function show(first: Session[] | null) {
  const queries = new QueryClient({ defaultOptions: { queries: { staleTime: 60_000, retry: false } } });
  render(
    <QueryClientProvider client={queries}>
      <Sessions first={first} renderedAt={NOW} />
    </QueryClientProvider>,
    { wrapper: InEnglish },
  );
}

const press = (name: string | RegExp) => userEvent.click(screen.getByRole("button", { name }));

const confirm = async (name: string) =>
  userEvent.click(within(await screen.findByRole("dialog")).getByRole("button", { name }));

describe("the list of sessions", () => {
  beforeEach(() => vi.resetAllMocks());

  it("says which is this one, and offers to end the others only", () => {
    show([HERE, PHONE]);
    expect(screen.getByText("Firefox on Linux").textContent).toContain("This browser");
    expect(screen.getAllByRole("button", { name: /^Sign out there/ })).toHaveLength(1);
  });

  it("has nothing to end where there is no other", () => {
    show([HERE]);
    expect(screen.queryByRole("button")).toBeNull();
  });

  it("ends one after a question, says so, and keeps the focus in its part", async () => {
    vi.mocked(api.endSession).mockResolvedValue(undefined as never);
    show([HERE, PHONE]);
    await press("Sign out there: Firefox on Android");
    expect(api.endSession).not.toHaveBeenCalled();
    await confirm("Sign out there");
    await waitFor(() => expect(screen.queryByText("Firefox on Android")).toBeNull());
    expect(api.endSession).toHaveBeenCalledWith(expect.objectContaining({ path: { ended_id: "phone" } }));
    expect(screen.getByText("Signed out there.")).toBeTruthy();
    await waitFor(() =>
      expect(document.activeElement).toBe(screen.getByRole("heading", { name: "Where you are signed in" })),
    );
  });

  it("takes one that has ended already for ended", async () => {
    vi.mocked(api.endSession).mockRejectedValue(new ApiProblem({ status: 404, title: "Not found" }));
    show([HERE, PHONE]);
    await press("Sign out there: Firefox on Android");
    await confirm("Sign out there");
    await waitFor(() => expect(screen.queryByText("Firefox on Android")).toBeNull());
  });

  it("says why it did not work, and keeps the list", async () => {
    vi.mocked(api.endOtherSessions).mockRejectedValue(
      new ApiProblem({ status: 503, title: "Unavailable", detail: "Not now." }),
    );
    show([HERE, PHONE]);
    await press("Sign out everywhere else");
    await confirm("Sign out everywhere else");
    expect((await screen.findByRole("alert")).textContent).toContain("Not now.");
    expect(screen.getByText("Firefox on Android")).toBeTruthy();
  });

  it("is fetched here when the server could not, and offers to try again", async () => {
    vi.mocked(api.listSessions).mockRejectedValueOnce(new ApiProblem({ status: 503, title: "Unavailable" }));
    vi.mocked(api.listSessions).mockResolvedValue({ data: { items: [HERE] } } as never);
    show(null);
    expect(screen.getByRole("status", { name: "Loading …" })).toBeTruthy();
    await userEvent.click(await screen.findByRole("button", { name: "Try again" }));
    expect(await screen.findByText("Firefox on Linux")).toBeTruthy();
  });
});
