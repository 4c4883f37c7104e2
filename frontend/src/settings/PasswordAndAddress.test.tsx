import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import * as api from "@/api/generated/sdk.gen";
import type { InboxSettings, Me } from "@/api/generated/types.gen";
import { ApiProblem } from "@/api/problem";
import { InEnglish } from "@/i18n/testing";
import { SessionProvider } from "@/session/SessionProvider";
import { PasswordAndAddress } from "./PasswordAndAddress";

vi.mock("@/api/generated/sdk.gen");
vi.mock("next/navigation", async (original) => ({ ...(await original<object>()), useRouter: () => ({}) }));

const ADA = { id: "0".repeat(24), email: "ada@example.org", is_confirmed: true } as Me;
const WRONG = new ApiProblem({ status: 403, title: "Wrong password", detail: "This is not your password." });
const queries = new QueryClient({ defaultOptions: { queries: { staleTime: 60_000, retry: false } } });

function show(me: Me, is_mail_on = true) {
  queries.clear();
  // The session looks at its cookies.
  document.cookie = "csrf_access_token=x";
  vi.mocked(api.getMe).mockResolvedValue({ data: me } as never);
  render(
    <QueryClientProvider client={queries}>
      <SessionProvider initial={{ status: "signed-in", me }}>
        <PasswordAndAddress first={{ is_mail_on } as InboxSettings} />
      </SessionProvider>
    </QueryClientProvider>,
    { wrapper: InEnglish },
  );
}

const press = (name: string) => userEvent.click(screen.getByRole("button", { name }));
const fill = (label: string, text: string) => userEvent.type(screen.getByLabelText(label), text);
const heading = () => screen.getByRole("heading", { name: "Password and address" });

async function changePassword() {
  await press("Change password");
  await fill("Current password", "the old one");
  await fill("New password", "correct horse battery");
  await press("Save");
}

beforeEach(() => vi.resetAllMocks());

describe("another password", () => {
  it("ends the other sessions, which is said, and the list of them is fetched anew", async () => {
    vi.mocked(api.changePassword).mockResolvedValue({} as never);
    show(ADA);
    queries.setQueryData(["sessions"], []);
    await changePassword();
    await screen.findByText("Your password is changed, and you are signed out everywhere else.");
    const body = { password: "the old one", new_password: "correct horse battery" };
    expect(api.changePassword).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ body }));
    expect(queries.getQueryState(["sessions"])?.isInvalidated).toBe(true);
    expect(document.activeElement).toBe(heading());
    expect(screen.queryByLabelText("New password")).toBeNull();
  });

  it("wants the password of now, which is said beside it", async () => {
    vi.mocked(api.changePassword).mockRejectedValue(WRONG);
    show(ADA);
    await changePassword();
    await screen.findByText("This is not your password.");
    const field = screen.getByLabelText("Current password");
    expect(document.activeElement).toBe(field);
    expect(field.getAttribute("aria-invalid")).toBe("true");
    expect(field.getAttribute("autocomplete")).toBe("current-password");
  });

  it("is sent when both are there", async () => {
    show(ADA);
    await press("Change password");
    expect(document.activeElement).toBe(screen.getByLabelText("Current password"));
    await press("Save");
    expect(await screen.findAllByText("This field is required.")).toHaveLength(2);
    expect(api.changePassword).not.toHaveBeenCalled();
  });

  it("says whose it is to password managers", async () => {
    show(ADA);
    await press("Change password");
    const form = screen.getByLabelText("New password").closest("form")!;
    expect(new FormData(form).get("username")).toBe("ada@example.org");
  });
});

describe("another address", () => {
  it("counts once the link of a mail is opened, which is said", async () => {
    vi.mocked(api.changeAddress).mockResolvedValue({} as never);
    show(ADA);
    await press("Change address");
    await fill("Current password", "the old one");
    await fill("New email address", "lovelace@example.org");
    vi.mocked(api.getMe).mockResolvedValue({ data: { ...ADA, email: "lovelace@example.org" } } as never);
    await press("Send mail");
    await screen.findByText(/^We have sent a mail to lovelace@example\.org\./);
    // In another tab it was opened.
    document.dispatchEvent(new Event("visibilitychange"));
    await screen.findByText("You sign in as lovelace@example.org.");
  });

  it("cannot be had without mails", () => {
    show(ADA, false);
    expect(screen.queryByRole("button", { name: "Change address" })).toBeNull();
    screen.getByText("This site sends no mails, so only its operator can change your address.");
  });
});

describe("an address that is not confirmed", () => {
  it("gets another mail, and the line goes when it is confirmed", async () => {
    vi.mocked(api.askToConfirm).mockResolvedValue({} as never);
    show({ ...ADA, is_confirmed: false });
    screen.getByText(/^Confirm that ada@example\.org is yours/);
    await press("Send it again");
    await screen.findByText(/^We have sent another mail to ada@example\.org\./);
    expect(api.askToConfirm).toHaveBeenCalledTimes(1);
    vi.mocked(api.getMe).mockResolvedValue({ data: ADA } as never);
    document.dispatchEvent(new Event("visibilitychange"));
    await waitFor(() => expect(screen.queryByRole("button", { name: "Send it again" })).toBeNull());
  });

  it("says why there is no other mail", async () => {
    const problem = new ApiProblem({ status: 429, title: "Too many requests", retry_after: 60 });
    vi.mocked(api.askToConfirm).mockRejectedValue(problem);
    show({ ...ADA, is_confirmed: false });
    await press("Send it again");
    await screen.findByText("Too many attempts. Please wait 60 seconds.");
  });

  it("is no matter where there are no mails", () => {
    show({ ...ADA, is_confirmed: false }, false);
    expect(screen.queryByRole("button", { name: "Send it again" })).toBeNull();
  });
});
