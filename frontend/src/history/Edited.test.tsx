import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import * as api from "@/api/generated/sdk.gen";
import type { Post } from "@/api/generated/types.gen";
import { ApiProblem } from "@/api/problem";
import { Edited } from "./Edited";
import type { Version } from "./queries";
import { InEnglish } from "@/i18n/testing";

vi.mock("@/api/generated/sdk.gen");

const NOW = "2026-11-23T12:00:00.000Z";
const ADA = { id: "0".repeat(24), name: "Ada", handle: "ada", profile_img: null };
const version = (rev: number, content: string, title = "A title"): Version => ({
  rev,
  title,
  content,
  content_html: "",
  edited_at: NOW,
  author: ADA,
});

function post(changes: Partial<Post>): Post {
  const counts = { comment_count: 0, like_count: 0, revision_count: 2 };
  const times = { created_at: NOW, updated_at: NOW, editable_until: null };
  const text = { title: "A title", content: "One big word", content_html: "", mentions: [], author: ADA };
  return { id: "1".repeat(24), ...text, ...counts, ...times, is_edited: true, is_locked: false, rev: 3, ...changes };
}

const answer = (items: Version[], next_cursor: string | null = null) => ({ data: { items, next_cursor } }) as never;

function show(item: Post) {
  const queries = new QueryClient({ defaultOptions: { queries: { staleTime: 60_000, retry: false } } });
  const of = (shown: Post) => (
    <QueryClientProvider client={queries}>
      <Edited noun="post" item={shown} />
    </QueryClientProvider>
  );
  const { rerender } = render(of(item), { wrapper: InEnglish });
  return (shown: Post) => rerender(of(shown));
}

const press = (name: string) => userEvent.click(screen.getByRole("button", { name }));
const open = () => press("edited, show history");
const rows = async () => within(await screen.findByRole("list")).getAllByRole("listitem");

describe("that something was edited", () => {
  beforeEach(() => vi.resetAllMocks());

  it("is not said of what was not", () => {
    show(post({ is_edited: false, rev: 1, revision_count: 0 }));
    expect(document.body.textContent).toBe("");
  });

  it("is only said where nothing is kept", () => {
    show(post({ revision_count: 0 }));
    expect(document.body.textContent).toContain("edited");
    expect(screen.queryByRole("button")).toBeNull();
  });

  it("opens the history, with what each edit changed", async () => {
    vi.mocked(api.getPostHistory).mockResolvedValue(
      answer([version(2, "One small word"), version(1, "One small word", "First")]),
    );
    show(post({}));
    await open();
    const [newest, older, first] = await rows();
    expect(newest?.querySelector("del")?.textContent).toContain("small");
    expect(newest?.querySelector("ins")?.textContent).toContain("big");
    expect(newest?.textContent).not.toContain("A title");
    expect(older?.querySelector("del")?.textContent).toContain("First");
    expect(first?.textContent).toContain("First version");
    expect(first?.textContent).toContain("FirstOne small word");
    expect(screen.queryByText("Earlier versions are no longer kept.")).toBeNull();
    await press("Close");
    await vi.waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  it("says so while it is fetched, when that fails, and tries again", async () => {
    vi.mocked(api.getPostHistory).mockRejectedValueOnce(new ApiProblem({ status: 503, title: "Unavailable" }));
    show(post({}));
    await open();
    expect((await screen.findByRole("alert")).textContent).toContain("Could not load the history.");
    let come: (value: never) => void = () => undefined;
    vi.mocked(api.getPostHistory).mockReturnValueOnce(new Promise((resolve) => (come = resolve)) as never);
    await press("Try again");
    expect(screen.getByRole("status", { name: "Loading …" })).toBeTruthy();
    come(answer([version(2, "Two")]));
    expect(await rows()).toHaveLength(1);
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("comes page by page, and keeps what there is when one fails", async () => {
    const history = vi.mocked(api.getPostHistory);
    history.mockResolvedValueOnce(answer([version(2, "Two")], "next"));
    show(post({}));
    await open();
    expect(await rows()).toHaveLength(1);
    history.mockRejectedValueOnce(new ApiProblem({ status: 503, title: "Unavailable" }));
    await press("Show earlier versions");
    expect(await screen.findByRole("alert")).toBeTruthy();
    expect(await rows()).toHaveLength(1);
    history.mockResolvedValueOnce(answer([version(1, "One")]));
    await press("Try again");
    expect(await screen.findByText("First version", { exact: false })).toBeTruthy();
    expect(history.mock.calls.at(-1)?.[0]).toMatchObject({ query: { cursor: "next" } });
  });

  it("says that the first versions are gone, and that nothing changed", async () => {
    vi.mocked(api.getPostHistory).mockResolvedValue(answer([version(8, "One big word")]));
    show(post({ rev: 9 }));
    await open();
    expect(await screen.findByText("Earlier versions are no longer kept.")).toBeTruthy();
    expect(screen.getByText("The text did not change.")).toBeTruthy();
  });

  it("is fetched anew when it was edited again while somebody looks", async () => {
    const history = vi.mocked(api.getPostHistory);
    history.mockResolvedValueOnce(answer([version(1, "One")]));
    const change = show(post({ rev: 2 }));
    await open();
    expect(await rows()).toHaveLength(2);
    history.mockResolvedValueOnce(answer([version(2, "One big word"), version(1, "One")]));
    change(post({ rev: 3, content: "One very big word" }));
    expect(await screen.findByText("very", { exact: false })).toBeTruthy();
    await vi.waitFor(async () => expect(await rows()).toHaveLength(3));
  });
});
