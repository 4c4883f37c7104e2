import { act, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import * as api from "@/api/generated/sdk.gen";
import { ApiProblem } from "@/api/problem";
import { InEnglish, InGerman } from "@/i18n/testing";
import { Confirm } from "./Confirm";
import { ResetForm } from "./ResetForm";

vi.mock("@/api/generated/sdk.gen");

const ENDED = new ApiProblem({ status: 410, title: "Link ended", detail: "This link was used, or is too old." });
const PASSWORD = "correct horse battery";
let count = 0;

/** Another link, as somebody opens it. */
function open(): string {
  const token = `${++count}`.padStart(43, "a-_Z");
  window.location.hash = token;
  return token;
}

const heading = () => screen.getByRole("heading", { level: 1 });
const press = (name: string) => userEvent.click(screen.getByRole("button", { name }));

async function choose(password: string) {
  await userEvent.type(screen.getByLabelText("New password"), password);
  await press("Change password");
}

async function concludes(title: string) {
  await waitFor(() => expect(heading().textContent).toBe(title));
  expect(document.activeElement).toBe(heading());
}

beforeEach(() => vi.resetAllMocks());

// First of all: a token that was read stays with the page.
describe("a page without a link", () => {
  it.each(["", "#nonsense", `#${"a".repeat(42)}`, `#${"a".repeat(42)}.`])("says that %s is none", async (hash) => {
    window.location.hash = hash;
    render(<ResetForm />, { wrapper: InEnglish });
    await concludes("This link does not work");
    expect(screen.getByRole("link", { name: "Send me another link" }).getAttribute("href")).toBe("/forgot");
    await waitFor(() => expect(window.location.hash).toBe(""));
  });
});

describe("the page of a link to another password", () => {
  it("takes the token out of the address", async () => {
    open();
    render(<ResetForm />, { wrapper: InEnglish });
    await waitFor(() => expect(window.location.href).not.toContain("#"));
    expect(screen.getByLabelText("New password").getAttribute("autocomplete")).toBe("new-password");
  });

  it("changes the password, and leads to the sign-in", async () => {
    vi.mocked(api.resetPassword).mockResolvedValue({} as never);
    const token = open();
    render(<ResetForm />, { wrapper: InEnglish });
    await choose(PASSWORD);
    await concludes("Your password is changed");
    const body = { token, new_password: PASSWORD };
    expect(api.resetPassword).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ body }));
    expect(screen.getByRole("link", { name: "Sign in" }).getAttribute("href")).toBe("/sign-in");
  });

  it("says beside the field what is wrong with the password, before and after it is sent", async () => {
    const errors = [{ pointer: "/new_password", message: "This password is guessed first." }];
    vi.mocked(api.resetPassword).mockRejectedValue(new ApiProblem({ status: 422, title: "Common password", errors }));
    open();
    render(<ResetForm />, { wrapper: InEnglish });
    const field = screen.getByLabelText("New password");
    await choose("short");
    await screen.findByText("Use at least 8 characters.");
    expect(api.resetPassword).not.toHaveBeenCalled();
    await choose(" and common");
    await screen.findByText("This password is guessed first.");
    expect(document.activeElement).toBe(field);
    expect(field.getAttribute("aria-invalid")).toBe("true");
  });

  it("says that the link has ended, until another one is opened", async () => {
    vi.mocked(api.resetPassword).mockRejectedValue(ENDED);
    open();
    render(<ResetForm />, { wrapper: InEnglish });
    await choose(PASSWORD);
    await concludes("This link does not work");
    act(() => void open());
    await screen.findByLabelText("New password");
  });
});

describe("the page of a link to confirm an address", () => {
  it("does nothing before somebody clicks", async () => {
    open();
    render(<Confirm isSignedIn={false} />, { wrapper: InEnglish });
    await waitFor(() => expect(window.location.hash).toBe(""));
    expect(api.confirm).not.toHaveBeenCalled();
  });

  it.each([
    [true, "Go to the feed", "/"],
    [false, "Sign in", "/sign-in"],
  ])("confirms, and leads on (signed in: %s)", async (isSignedIn, name, href) => {
    vi.mocked(api.confirm).mockResolvedValue({} as never);
    const token = open();
    render(<Confirm isSignedIn={isSignedIn} />, { wrapper: InEnglish });
    await press("Confirm");
    await concludes("Your address is confirmed");
    expect(api.confirm).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ body: { token } }));
    expect(screen.getByRole("link", { name }).getAttribute("href")).toBe(href);
  });

  it("says that the address has another account", async () => {
    vi.mocked(api.confirm).mockRejectedValue(new ApiProblem({ status: 409, title: "Address taken" }));
    open();
    render(<Confirm isSignedIn={false} />, { wrapper: InEnglish });
    await press("Confirm");
    await concludes("This address has an account");
  });

  it("says that the link has ended, and where there is another one", async () => {
    vi.mocked(api.confirm).mockRejectedValue(ENDED);
    open();
    render(<Confirm isSignedIn={false} />, { wrapper: InEnglish });
    await press("Confirm");
    await concludes("This link does not work");
    expect(screen.getAllByRole("link").map((link) => link.getAttribute("href"))).toEqual(["/settings", "/register"]);
  });

  it("can be tried again when the server is away", async () => {
    vi.mocked(api.confirm).mockRejectedValueOnce(new ApiProblem({ status: 503, title: "Unavailable" }));
    vi.mocked(api.confirm).mockResolvedValue({} as never);
    open();
    render(<Confirm isSignedIn />, { wrapper: InGerman });
    await press("Bestätigen");
    expect((await screen.findByRole("alert")).textContent).toContain("Der Server kann das gerade nicht.");
    await press("Bestätigen");
    await concludes("Deine Adresse ist bestätigt");
  });
});
