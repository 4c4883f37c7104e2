import { render, screen } from "@testing-library/react";
import { InEnglish, InGerman } from "@/i18n/testing";
import { describe, expect, it } from "vitest";
import type { Notice } from "@/api/generated/types.gen";
import { paths } from "@/routes/paths";
import { NoticeRow } from "./NoticeRow";

const NOW = "2026-11-23T12:00:00.000Z";
const POST = "1".repeat(24);
const COMMENT = "2".repeat(24);

function show(about: Pick<Notice, "post_id" | "comment_id">) {
  const rest = {
    reason: null,
    until: null,
    at: NOW,
    is_unread: true,
    actors: [],
    other_count: 0,
    excerpt: "How it began",
  };
  render(<NoticeRow notice={{ id: "moderation:x", kind: "moderation", ...rest, ...about }} renderedAt={NOW} />, {
    wrapper: InEnglish,
  });
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

describe("an invitation to a room", () => {
  it("says who invites, and to which, and leads to where it is answered", () => {
    const ada = { id: "a", name: "Ada", handle: "ada", profile_img: null };
    const rest = { at: NOW, is_unread: true, other_count: 0, reason: null, until: null };
    const about = { ...rest, actors: [ada], post_id: null, comment_id: null };
    const notice = { id: "invitation:x", kind: "invitation" as const, excerpt: "The engine", ...about };
    render(<NoticeRow notice={notice} renderedAt={NOW} />, { wrapper: InEnglish });
    const link = screen.getByRole("link", { name: /^Ada invited you to a room.*The engine/ });
    expect(link.getAttribute("href")).toBe(paths.chat);
  });
});

describe("who did it", () => {
  const actor = (name: string) => ({ id: name, name, handle: null, profile_img: null });
  const said = (names: string[], other_count: number, wrapper = InEnglish) => {
    const rest = { reason: null, until: null, at: NOW, is_unread: false, excerpt: "", post_id: POST, comment_id: null };
    const notice = { id: "like:x", kind: "like" as const, actors: names.map(actor), other_count, ...rest };
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
