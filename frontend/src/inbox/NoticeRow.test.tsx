import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import type { ReactNode } from "react";
import { InEnglish, InGerman } from "@/i18n/testing";
import { describe, expect, it } from "vitest";
import type { Notice } from "@/api/generated/types.gen";
import { paths } from "@/routes/paths";
import { NoticeRow } from "./NoticeRow";

const NOW = "2026-11-23T12:00:00.000Z";
const POST = "1".repeat(24);
const COMMENT = "2".repeat(24);
const NOTICE: Omit<Notice, "id" | "kind"> = {
  at: NOW,
  is_unread: true,
  actors: [],
  other_count: 0,
  post_id: null,
  comment_id: null,
  excerpt: "",
  reason: null,
  until: null,
  outcome: null,
  removal: null,
};

function Wrapper({ children }: { children: ReactNode }) {
  return (
    <QueryClientProvider client={new QueryClient()}>
      <InEnglish>{children}</InEnglish>
    </QueryClientProvider>
  );
}

function show(about: Partial<Notice>) {
  const notice = { ...NOTICE, id: "moderation:x", kind: "moderation" as const, excerpt: "How it began", ...about };
  render(<NoticeRow notice={notice} renderedAt={NOW} />, { wrapper: Wrapper });
}

describe("what a moderator has removed", () => {
  it("leads to the post, if it was a comment on one that is there", () => {
    show({ post_id: POST, comment_id: COMMENT });
    const link = screen.getByRole("link", { name: /^A moderator removed your comment/ });
    expect(link.getAttribute("href")).toBe(paths.post(POST));
  });

  it.each([
    ["comment", { post_id: null, comment_id: COMMENT }],
    ["post", { post_id: null, comment_id: null }],
  ])("leads nowhere without a post: a %s", (what, about) => {
    show(about);
    expect(screen.queryByRole("link")).toBeNull();
    expect(screen.getByText(`removed your ${what}`, { exact: false }).textContent).toContain("A moderator");
    expect(screen.getByText("How it began")).toBeTruthy();
  });
});

describe("an appeal", () => {
  const removal = { type: "post" as const, id: POST, is_appealed: false };

  it("can be made where a moderator has removed something", () => {
    show({ removal });
    expect(screen.getByRole("button", { name: "Ask for another look" })).toBeTruthy();
  });

  it("is made once", () => {
    show({ removal: { ...removal, is_appealed: true } });
    expect(screen.queryByRole("button")).toBeNull();
    expect(screen.getByText("You have asked the moderators to look again.")).toBeTruthy();
  });

  it.each([
    ["restored" as const, "A moderator brought back your comment", paths.comment(POST, COMMENT)],
    ["upheld" as const, "A moderator looked again: your comment stays removed", paths.post(POST)],
  ])("is answered: %s", (outcome, says, href) => {
    show({ outcome, post_id: POST, comment_id: COMMENT });
    expect(screen.getByRole("link", { name: new RegExp(`^${says}`) }).getAttribute("href")).toBe(href);
    expect(screen.queryByRole("button")).toBeNull();
  });
});

describe("an invitation to a room", () => {
  it("says who invites, and to which, and leads to where it is answered", () => {
    const ada = { id: "a", name: "Ada", handle: "ada", profile_img: null };
    const about = { ...NOTICE, actors: [ada], excerpt: "The engine" };
    const notice = { id: "invitation:x", kind: "invitation" as const, ...about };
    render(<NoticeRow notice={notice} renderedAt={NOW} />, { wrapper: InEnglish });
    const link = screen.getByRole("link", { name: /^Ada invited you to a room.*The engine/ });
    expect(link.getAttribute("href")).toBe(paths.chat);
  });
});

describe("who did it", () => {
  const actor = (name: string) => ({ id: name, name, handle: null, profile_img: null });
  const said = (names: string[], other_count: number, wrapper = InEnglish) => {
    const about = { ...NOTICE, actors: names.map(actor), other_count, post_id: POST };
    const notice = { id: "like:x", kind: "like" as const, ...about };
    return render(<NoticeRow notice={notice} renderedAt={NOW} />, { wrapper }).container.textContent;
  };

  it.each([
    [["Ada"], 0, "Ada liked your post"],
    [["Ada", "Bob"], 0, "Ada and Bob liked your post"],
    [["Ada"], 1, "Ada and 1 other liked your post"],
    [["Ada", "Bob", "Eve"], 4, "Ada, Bob, Eve and 4 others liked your post"],
    [[], 0, "Somebody liked your post"],
    [[], 3, "3 others liked your post"],
  ])("%j and %i more: %s", (names, more, text) => expect(said(names, more)).toContain(text));

  it.each([
    [["Ada"], 0, "Ada hat deinen Beitrag mit „Gefällt mir“ markiert"],
    [["Ada", "Bob"], 1, "Ada, Bob und 1 weitere Person haben deinen Beitrag mit „Gefällt mir“ markiert"],
  ])("%j and %i more, in German", (names, more, text) => expect(said(names, more, InGerman)).toContain(text));
});
