"use client";

import { useEffect, useState } from "react";
import type { FieldPath, FieldValues, UseFormReturn } from "react-hook-form";
import { showFieldErrors } from "@/api/field-errors";
import { preloadSchemas } from "@/api/form-resolver";
import { toProblem, type ApiProblem } from "@/api/problem";
import { useExplain } from "@/api/useExplain";

type Options<T extends FieldValues> = {
  form: UseFormReturn<T>;
  fields: readonly FieldPath<T>[];
  go: (values: T) => Promise<void>;
  /** Says some problems in words of its own. */
  say?: (problem: ApiProblem) => string | null;
};

/** Submits a form: what the server says of a field stands beside it, the rest is answered as one sentence. */
export function useEntry<T extends FieldValues>({ form, fields, go, say }: Options<T>) {
  const { explain, explainField } = useExplain();
  const [complaint, setComplaint] = useState<string | null>(null);
  useEffect(preloadSchemas, []);
  const submit = form.handleSubmit(async (values) => {
    setComplaint(null);
    try {
      await go(values);
      await new Promise(() => undefined); // the page is being left: it stays busy until it is gone
    } catch (error) {
      const problem = toProblem(error);
      const others = showFieldErrors(problem, fields, form.setError, explainField);
      if (problem.errors.length === 0 || others.length > 0)
        setComplaint(say?.(problem) ?? others[0] ?? explain(problem));
    }
  });
  return { submit, complaint, isBusy: form.formState.isSubmitting };
}
