import type { FieldError, FieldErrors, FieldValues, Resolver } from "react-hook-form";
import { safeParse, type $ZodIssue, type $ZodType } from "zod/v4/core";
import { texts } from "@/texts";

/** What stands beside a field that breaks a rule of the API. */
export function sayIssue(issue: $ZodIssue, value: unknown): string {
  if (value === "" || value === undefined || value === null) return texts.fields.required;
  if (issue.code === "too_small") return texts.fields.tooShort(Number(issue.minimum));
  if (issue.code === "too_big") return texts.fields.tooLong(Number(issue.maximum));
  return issue.path.at(-1) === "email" ? texts.fields.invalidEmail : texts.fields.invalid;
}

function errorsOf(issues: readonly $ZodIssue[], values: FieldValues): Record<string, FieldError> {
  const errors: Record<string, FieldError> = {};
  for (const issue of issues) {
    const name = String(issue.path[0] ?? "root");
    errors[name] ??= { type: issue.code, message: sayIssue(issue, values[name]) };
  }
  return errors;
}

/** Checks a flat form by a schema generated from the API's own (`zNewPost`, …), in the words of this site. */
export function resolverFor<T extends FieldValues>(schema: $ZodType<unknown, unknown>): Resolver<T> {
  return (values) => {
    const result = safeParse(schema, values);
    if (result.success) return { values: result.data as T, errors: {} };
    return { values: {}, errors: errorsOf(result.error.issues, values) as FieldErrors<T> };
  };
}
