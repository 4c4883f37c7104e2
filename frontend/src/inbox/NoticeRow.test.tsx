import { render, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Notice } from "@/api/generated/types.gen";
import { paths } from "@/routes/paths";
import { NoticeRow } from "./NoticeRow";

const NOW = "2026-11-23T12:00:00.000Z";
const POST = "1".repeat(24);
const COMMENT = "2".repeat(24);

function show(about: Pick<Notice, "post_id" | "comment_id">) {
  const rest = { at: NOW, is_unread: true, actors: [], other_count: 0, excerpt: "How it began" };
  render(<NoticeRow notice={{ id: "moderation:x", kind: "moderation", ...rest, ...about }} renderedAt={NOW} />);
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
