"use client";

import { useEffect, useState } from "react";
import type { FieldPath, FieldValues, UseFormReturn } from "react-hook-form";
import { showFieldErrors } from "./field-errors";
import { preloadSchemas } from "./form-resolver";
import { toProblem, type ApiProblem } from "./problem";
import { useExplain } from "./useExplain";

type Options<T extends FieldValues> = {
  form: UseFormReturn<T>;
  fields: readonly FieldPath<T>[];
  go: (values: T) => Promise<void>;
  /** Says some problems in words of its own. */
  say?: (problem: ApiProblem) => string | null;
  /** The field that a problem is about, where the server names none. */
  fieldOf?: (problem: ApiProblem) => FieldPath<T> | null;
};

/** Submits a form: what the server says of a field stands beside it, the rest is answered as one sentence. */
export function useSubmit<T extends FieldValues>({ form, fields, go, say, fieldOf }: Options<T>) {
  const { explain, explainField } = useExplain();
  const [complaint, setComplaint] = useState<string | null>(null);
  useEffect(preloadSchemas, []);
  const complain = (problem: ApiProblem) => {
    const field = fieldOf?.(problem);
    if (field) return form.setError(field, { type: "server", message: explain(problem) }, { shouldFocus: true });
    const others = showFieldErrors(problem, fields, form.setError, explainField);
    if (problem.errors.length === 0 || others.length > 0) setComplaint(say?.(problem) ?? others[0] ?? explain(problem));
  };
  const submit = form.handleSubmit(async (values) => {
    setComplaint(null);
    try {
      await go(values);
    } catch (error) {
      complain(toProblem(error));
    }
  });
  return { submit, complaint, isBusy: form.formState.isSubmitting };
}
