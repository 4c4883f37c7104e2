import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";
import { applyTheme } from "./theme";
import { ThemePicker } from "./ThemePicker";
import { InEnglish } from "@/i18n/testing";

const isChosen = (name: string) => screen.getByRole<HTMLInputElement>("radio", { name }).checked;

describe("the choice of a theme", () => {
  afterEach(() => applyTheme("system"));

  it("shows at once, and is remembered", async () => {
    render(<ThemePicker initial="system" />, { wrapper: InEnglish });
    expect(isChosen("System")).toBe(true);
    await userEvent.click(screen.getByRole("radio", { name: "Dark" }));
    expect(document.documentElement.dataset.theme).toBe("dark");
    expect(document.cookie).toContain("theme=dark");
    expect(isChosen("Dark")).toBe(true);
  });

  it("follows what is chosen elsewhere on the page", async () => {
    render(<ThemePicker initial="system" />, { wrapper: InEnglish });
    applyTheme("light");
    expect(await screen.findByRole("radio", { name: "Light", checked: true })).toBeTruthy();
  });
});
