import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import * as api from "@/api/generated/sdk.gen";
import type { InboxSettings } from "@/api/generated/types.gen";
import { InEnglish } from "@/i18n/testing";
import { Mails } from "./Mails";
import { NoticeKinds } from "./NoticeKinds";

vi.mock("@/api/generated/sdk.gen");

const WANTED: InboxSettings = {
  kinds: { reply: true, mention: true, like: true, follow: true, invitation: true, moderation: true },
  mail: { reply: "daily", mention: "daily" },
  is_mail_on: true,
  mail_refused: null,
};

function show() {
  const queries = new QueryClient({ defaultOptions: { queries: { staleTime: 60_000, retry: false } } });
  render(
    <QueryClientProvider client={queries}>
      <NoticeKinds first={WANTED} />
      <Mails first={WANTED} />
    </QueryClientProvider>,
    { wrapper: InEnglish },
  );
}

const likes = () => screen.getByRole<HTMLInputElement>("checkbox", { name: "Likes" });
const replies = () => screen.getByRole<HTMLSelectElement>("combobox", { name: /^Answers to/ });

describe("what one wants to be told of", () => {
  beforeEach(() => vi.resetAllMocks());

  it("shows a choice at once, before anything is answered", () => {
    vi.mocked(api.changeInboxSettings).mockReturnValue(new Promise(() => undefined) as never);
    show();
    fireEvent.click(likes());
    expect(likes().checked).toBe(false);
    fireEvent.change(replies(), { target: { value: "never" } });
    expect(replies().value).toBe("never");
  });

  it("shows what is stored where a choice was refused", async () => {
    vi.mocked(api.changeInboxSettings).mockRejectedValue(new Error("No."));
    vi.mocked(api.getInboxSettings).mockResolvedValue({ data: WANTED } as never);
    show();
    fireEvent.click(likes());
    await waitFor(() => expect(screen.getByText("This could not be saved.")).toBeTruthy());
    await waitFor(() => expect(likes().checked).toBe(true));
  });
});
