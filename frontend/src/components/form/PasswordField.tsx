"use client";

import { useState, type ComponentProps } from "react";
import { useTranslations } from "next-intl";
import { Field } from "./Field";

/** A password, which can be made visible. */
export function PasswordField(props: Omit<ComponentProps<typeof Field>, "type" | "aside">) {
  const t = useTranslations();
  const [isShown, setShown] = useState(false);
  const toggle = (
    <button
      type="button"
      aria-pressed={isShown}
      onClick={() => setShown(!isShown)}
      className="rounded px-1 text-sm text-accent hover:underline"
    >
      {isShown ? t("fields.hidePassword") : t("fields.showPassword")}
    </button>
  );
  return <Field {...props} type={isShown ? "text" : "password"} aside={toggle} />;
}
