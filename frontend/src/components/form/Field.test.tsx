import { render, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { Field } from "./Field";

describe("a field", () => {
  it("is tied to its label, hint and error", () => {
    render(<Field label="Name" hint="As others see it" error="Too long" defaultValue="Ada" />);
    const input = screen.getByLabelText<HTMLInputElement>("Name");
    const described = input
      .getAttribute("aria-describedby")!
      .split(" ")
      .map((id) => document.getElementById(id)?.textContent);
    expect(described).toEqual(["As others see it", "Too long"]);
    expect(input.getAttribute("aria-invalid")).toBe("true");
    expect(screen.getByRole("alert").textContent).toBe("Too long");
  });

  it("is valid without an error", () => {
    render(<Field label="Name" />);
    expect(screen.getByLabelText("Name").hasAttribute("aria-invalid")).toBe(false);
    expect(screen.getByLabelText("Name").hasAttribute("aria-describedby")).toBe(false);
  });
});
