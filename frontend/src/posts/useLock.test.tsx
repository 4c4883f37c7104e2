import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import * as api from "@/api/generated/sdk.gen";
import type { Post } from "@/api/generated/types.gen";
import { ApiProblem } from "@/api/problem";
import { InEnglish } from "@/i18n/testing";
import { OutboxProvider } from "@/outbox/OutboxProvider";
import * as session from "@/session/SessionProvider";
import { useLock } from "./useLock";

vi.mock("@/api/generated/sdk.gen");
vi.mock("@/session/SessionProvider");

const ID = "1".repeat(24);
const post = (changes: Partial<Post> = {}) => ({ id: ID, is_locked: false, ...changes }) as Post;
const applied = { data: { id: "2".repeat(24), state: "applied", resource: { id: ID }, held: null } } as never;

function Lock({ of }: { of: Post }) {
  const { item, note } = useLock(of);
  return (
    <>
      {item && <button onClick={item.onClick}>{item.label}</button>}
      {note}
    </>
  );
}

function show(of: Post, roles = ["moderator"]) {
  const me = { id: "eve", roles } as never;
  vi.mocked(session.useMe).mockReturnValue(me);
  vi.mocked(session.useSession).mockReturnValue({ status: "signed-in", me, ready: async () => undefined } as never);
  render(
    <QueryClientProvider client={new QueryClient()}>
      <OutboxProvider>
        <Lock of={of} />
      </OutboxProvider>
    </QueryClientProvider>,
    { wrapper: InEnglish },
  );
}

const press = (name: string) => userEvent.click(screen.getByRole("button", { name }));

describe("locking a discussion", () => {
  beforeEach(() => vi.resetAllMocks());

  it("is for moderators, and not for what nobody sees yet", () => {
    show(post(), []);
    show(post({ held: ["first"] }));
    expect(screen.queryByRole("button")).toBeNull();
  });

  it.each([
    [false, "Lock the discussion", "lockPost"],
    [true, "Unlock the discussion", "unlockPost"],
  ] as const)("asks for the other state than %s, and shows the post anew", async (is_locked, label, call) => {
    vi.mocked(api[call]).mockResolvedValue(applied);
    vi.mocked(api.getPost).mockResolvedValue({ data: post({ is_locked: !is_locked }) } as never);
    show(post({ is_locked }));
    await press(label);
    await waitFor(() => expect(api.getPost).toHaveBeenCalled());
    expect(api[call]).toHaveBeenCalledWith(expect.objectContaining({ path: { post_id: ID } }));
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("says why it has failed, and tries again", async () => {
    vi.mocked(api.lockPost).mockRejectedValueOnce(new ApiProblem({ status: 503, title: "Unavailable" }));
    show(post());
    await press("Lock the discussion");
    expect((await screen.findByRole("alert")).textContent).toContain("The server cannot do this right now.");
    vi.mocked(api.lockPost).mockResolvedValue(applied);
    vi.mocked(api.getPost).mockResolvedValue({ data: post({ is_locked: true }) } as never);
    await press("Try again");
    await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
  });
});
