import type { ComponentProps } from "react";
import { Field } from "@/components/form/Field";

/** The code of an app, or a recovery code. Phones offer what they know of. */
export function CodeField(props: ComponentProps<typeof Field>) {
  return <Field autoComplete="one-time-code" autoCapitalize="off" spellCheck={false} {...props} />;
}
