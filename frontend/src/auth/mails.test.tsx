import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import * as api from "@/api/generated/sdk.gen";
import { ApiProblem } from "@/api/problem";
import { InEnglish, InGerman } from "@/i18n/testing";
import { ForgottenForm } from "./ForgottenForm";
import { RegisterForm } from "./RegisterForm";

vi.mock("@/api/generated/sdk.gen");

const EMAIL = "ada@example.org";
const press = (name: string) => userEvent.click(screen.getByRole("button", { name }));
const heading = () => screen.getByRole("heading", { level: 1 });

async function forget(words = { field: "Email address", button: "Send me the link" }) {
  await userEvent.type(screen.getByLabelText(words.field), EMAIL);
  await press(words.button);
}

beforeEach(() => vi.resetAllMocks());

describe("a forgotten password", () => {
  it("has a mail sent, which is said of any address", async () => {
    vi.mocked(api.askForReset).mockResolvedValue({} as never);
    render(<ForgottenForm next="/inbox" />, { wrapper: InEnglish });
    expect(screen.getByRole("link", { name: "Sign in" }).getAttribute("href")).toBe("/sign-in?next=%2Finbox");
    await forget();
    await screen.findByText(/^If there is an account with ada@example\.org, a mail is on its way to it\./);
    expect(document.activeElement).toBe(heading());
    expect(api.askForReset).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ body: { email: EMAIL } }));
    await press("Use another address");
    const field = screen.getByLabelText<HTMLInputElement>("Email address");
    expect(field.value).toBe(EMAIL);
    expect(document.activeElement).toBe(field);
  });

  it("wants an address", async () => {
    render(<ForgottenForm next="/" />, { wrapper: InEnglish });
    await userEvent.type(screen.getByLabelText("Email address"), "ada");
    await press("Send me the link");
    await screen.findByText("Enter a valid email address.");
    expect(api.askForReset).not.toHaveBeenCalled();
  });

  it("is for the operator where there are no mails", async () => {
    vi.mocked(api.askForReset).mockRejectedValue(new ApiProblem({ status: 409, title: "No mails", detail: "flask" }));
    render(<ForgottenForm next="/" />, { wrapper: InGerman });
    await forget({ field: "E-Mail-Adresse", button: "Link schicken" });
    await screen.findByText("Diese Seite verschickt keine E-Mails. Bitte den Betreiber um ein neues Passwort.");
  });

  it("says how long to wait after too many mails", async () => {
    const problem = new ApiProblem({ status: 429, title: "Too many requests", retry_after: 7 });
    vi.mocked(api.askForReset).mockRejectedValue(problem);
    render(<ForgottenForm next="/" />, { wrapper: InEnglish });
    await forget();
    await screen.findByText("Too many attempts. Please wait 7 seconds.");
  });
});

describe("registering where a mail makes the account", () => {
  it("says which mailbox to look into, and signs nobody in", async () => {
    vi.mocked(api.register).mockResolvedValue({ response: new Response(null, { status: 202 }) } as never);
    render(<RegisterForm next="/" />, { wrapper: InEnglish });
    await userEvent.type(screen.getByLabelText("Name"), "Ada");
    await userEvent.type(screen.getByLabelText("Email address"), EMAIL);
    await userEvent.type(screen.getByLabelText("Password"), "correct horse battery");
    await press("Create account");
    await screen.findByText("We have sent a mail to ada@example.org. Open the link in it to finish.");
    await waitFor(() => expect(document.activeElement).toBe(heading()));
    expect(api.login).not.toHaveBeenCalled();
  });
});
