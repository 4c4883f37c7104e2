import { render, screen } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { InEnglish, InGerman } from "@/i18n/testing";
import { draftKeys } from "@/outbox/draft-keys";
import { keepDraft } from "@/outbox/drafts";
import * as session from "@/session/SessionProvider";
import type { Shown } from "./first-replies";
import { Locked, WriteComment } from "./locked";
import { ReplyButton, type Thread } from "./Replies";

vi.mock("@/session/SessionProvider");
vi.mock("@/session/SignInToAct", () => ({ SignInToAct: () => <a href="/sign-in">Sign in</a> }));
vi.mock("./LateComposer", () => ({ LateComposer: () => <textarea aria-label="Your comment" /> }));

const SAYS = "A moderator has locked this discussion.";
const POST = "1".repeat(24);
const COMMENT = { id: "2".repeat(24), post_id: POST, is_deleted: false } as Shown;
const THREAD = { isReplying: false, setReplying: () => undefined, button: { current: null } } as unknown as Thread;

function enter(who: "guest" | "reader" | "moderator") {
  const me = who === "guest" ? null : ({ id: "ada", roles: who === "moderator" ? ["moderator"] : [] } as never);
  vi.mocked(session.useMe).mockReturnValue(me);
  vi.mocked(session.useIsGuest).mockReturnValue(who === "guest");
}

const page = (isLocked: boolean) => (
  <Locked value={isLocked}>
    <WriteComment postId={POST} />
    <ReplyButton comment={COMMENT} thread={THREAD} />
  </Locked>
);

const canWrite = () => screen.queryByRole("textbox", { name: "Your comment" }) !== null;
const canReply = () => screen.queryByText("Reply") !== null;

describe("a discussion", () => {
  beforeEach(() => {
    vi.resetAllMocks();
    sessionStorage.clear();
  });

  it.each(["reader", "moderator"] as const)("that is not locked is open to a %s", (who) => {
    enter(who);
    render(page(false), { wrapper: InEnglish });
    expect([canWrite(), canReply(), screen.queryByText(SAYS)]).toEqual([true, true, null]);
  });

  it.each([
    ["reader", false],
    ["moderator", true],
  ] as const)("that is locked says so, and a %s may add to it: %s", (who, may) => {
    enter(who);
    render(page(true), { wrapper: InEnglish });
    expect(screen.getByRole("status").textContent).toBe(SAYS);
    expect([canWrite(), canReply()]).toEqual([may, may]);
  });

  it("that is locked asks no guest to sign in for it", () => {
    enter("guest");
    render(page(true), { wrapper: InGerman });
    expect(screen.getByRole("status").textContent).toBe("Die Moderation hat diese Diskussion geschlossen.");
    expect(screen.queryByRole("link")).toBeNull();
  });

  it("that is locked meanwhile keeps what somebody was writing, and goes on when it is not any more", () => {
    enter("reader");
    const { rerender } = render(page(false), { wrapper: InEnglish });
    keepDraft("ada", draftKeys.newComment(POST), { content: "Half a thought" });
    rerender(page(true));
    expect(screen.getByRole<HTMLTextAreaElement>("textbox", { name: "What you were writing" }).value).toBe(
      "Half a thought",
    );
    rerender(page(false));
    expect([canWrite(), canReply()]).toEqual([true, true]);
  });
});
