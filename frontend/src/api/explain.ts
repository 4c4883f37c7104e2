import type { Locale, Messages } from "next-intl";
import type { Translate } from "@/i18n/translate";
import { NO_ANSWER, type ApiProblem } from "./problem";

type Kind = keyof Messages["problem"]["kinds"];
type General = Exclude<keyof Messages["problem"], "kinds" | "tooMany" | "network">;

/** What the API says is in this language. */
export const API_LOCALE: Locale = "en";
const CHANGED_MEANWHILE = 412;

const GENERAL: Record<number, General> = {
  401: "signedOut",
  403: "forbidden",
  404: "gone",
  410: "gone",
  413: "tooLarge",
  422: "invalid",
  400: "invalid",
  409: "invalid",
};

/** What holds for all problems of a status, where nothing is known of the kind. */
const generalOf = (status: number): General => GENERAL[status] ?? (status >= 500 ? "unavailable" : "unknown");

/** In words of our own: of its kind if we have some, else what holds for its status. */
function inOwnWords(problem: ApiProblem, t: Translate): string {
  const kind = problem.kind as Kind;
  return t.has(`problem.kinds.${kind}`) ? t(`problem.kinds.${kind}`) : t(`problem.${generalOf(problem.status)}`);
}

/** One sentence for people: why the call failed. What the API says of it is shown where the page is in its language. */
export function explain(problem: ApiProblem, t: Translate, locale: Locale): string {
  if (problem.status === NO_ANSWER) return t("problem.network");
  if (problem.status === 429 && problem.retry_after !== null)
    return t("problem.tooMany", { seconds: problem.retry_after });
  if (problem.status === CHANGED_MEANWHILE) return t("problem.kinds.changed-meanwhile");
  return (locale === API_LOCALE && problem.detail) || inOwnWords(problem, t);
}

/** The same of what the API says of one field. */
export function explainField(problem: ApiProblem, message: string, t: Translate, locale: Locale): string {
  if (locale === API_LOCALE) return message;
  if (problem.kind === "handle-taken") return t("checks.handleTaken");
  return problem.kind === "common-password" ? t("checks.commonPassword") : t("checks.invalid");
}
