import type { ComponentProps } from "react";
import { texts } from "@/texts";
import { Field } from "./Field";

/** The handle of a person. Spread `register("handle")` into it. */
export function HandleField(rest: Omit<ComponentProps<typeof Field>, "label">) {
  return (
    <Field
      label={texts.fields.handle}
      hint={texts.fields.handleHint}
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      {...rest}
    />
  );
}
