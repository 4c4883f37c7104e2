import type { FieldError, FieldErrors, FieldPath, FieldValues, Resolver } from "react-hook-form";
import type { $ZodIssue, $ZodType } from "zod/v4/core";
import type { Translate } from "@/i18n/translate";

/** What stands beside a field that breaks a rule of the API. */
export function sayIssue(issue: $ZodIssue, value: unknown, t: Translate): string {
  if (issue.path.at(-1) === "handle") return t("checks.handle");
  if (value === "" || value === undefined || value === null) return t("checks.required");
  if (issue.code === "too_small") return t("checks.tooShort", { least: Number(issue.minimum) });
  if (issue.code === "too_big") return t("checks.tooLong", { most: Number(issue.maximum) });
  return issue.path.at(-1) === "email" ? t("checks.email") : t("checks.invalid");
}

function errorsOf(issues: readonly $ZodIssue[], values: FieldValues, t: Translate): Record<string, FieldError> {
  const errors: Record<string, FieldError> = {};
  for (const issue of issues) {
    const name = String(issue.path[0] ?? "root");
    errors[name] ??= { type: issue.code, message: sayIssue(issue, values[name], t) };
  }
  return errors;
}

type Schemas = typeof import("./generated/zod.gen");

/** Loaded apart from the page: nobody has to wait for it to see the form. */
const loadSchemas = () => Promise.all([import("./generated/zod.gen"), import("zod/v4/core")]);

/**
 * Checks a flat form by a schema generated from the API's own (`"zNewPost"`, …), in the words of the page (`t`). Should the schema not
 * load, the form is sent as it is: the server checks it in any case. `required` names fields that the schema would let be empty.
 */
export function resolverFor<T extends FieldValues>(
  name: keyof Schemas,
  t: Translate,
  required: readonly FieldPath<T>[] = [],
): Resolver<T> {
  return async (values) => {
    const missing = required
      .filter((field) => !values[field])
      .map((field) => [field, { type: "required", message: t("checks.required") }]);
    if (missing.length > 0) return { values: {}, errors: Object.fromEntries(missing) };
    const loaded = await loadSchemas().catch(() => null);
    if (!loaded) return { values, errors: {} };
    const [schemas, { safeParse }] = loaded;
    const result = safeParse(schemas[name] as $ZodType<unknown, unknown>, values);
    if (result.success) return { values: result.data as T, errors: {} };
    return { values: {}, errors: errorsOf(result.error.issues, values, t) as FieldErrors<T> };
  };
}

/** Starts loading what `resolverFor` wants: when somebody comes to the form, so that who only reads never loads it. */
export function preloadSchemas(): void {
  void loadSchemas().catch(() => null);
}
