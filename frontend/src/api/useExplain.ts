import { useLocale, useTranslations } from "next-intl";
import { explain, explainField } from "./explain";
import type { ApiProblem } from "./problem";

/** `explain` and `explainField` in the language of the page. */
export function useExplain() {
  const [t, locale] = [useTranslations(), useLocale()];
  return {
    explain: (problem: ApiProblem) => explain(problem, t, locale),
    explainField: (problem: ApiProblem, message: string) => explainField(problem, message, t, locale),
  };
}
