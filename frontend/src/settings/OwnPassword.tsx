"use client";

import type { ComponentProps } from "react";
import type { ApiProblem } from "@/api/problem";
import { PasswordField } from "@/components/form/PasswordField";
import { useTranslations } from "next-intl";

/** The field that it is about when the API says that this is not the password. */
export const fieldOfPassword = ({ kind }: ApiProblem) => (kind === "wrong-password" ? "password" : null);

/** The password of now, which proves that it is oneself who changes something. Spread `register("password")` into it. */
export function OwnPassword(rest: Omit<ComponentProps<typeof PasswordField>, "label">) {
  const t = useTranslations();
  return <PasswordField label={t("fields.currentPassword")} autoComplete="current-password" autoFocus {...rest} />;
}
