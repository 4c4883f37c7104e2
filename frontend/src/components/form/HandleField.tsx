import type { ComponentProps } from "react";
import { useTranslations } from "next-intl";
import { Field } from "./Field";

/** The handle of a person. Spread `register("handle")` into it. */
export function HandleField(rest: Omit<ComponentProps<typeof Field>, "label">) {
  const t = useTranslations();
  return (
    <Field
      label={t("fields.handle")}
      hint={t("fields.handleHint")}
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      {...rest}
    />
  );
}
