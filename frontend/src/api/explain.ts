import { texts } from "@/texts";
import { NO_ANSWER, type ApiProblem } from "./problem";

const CHANGED_MEANWHILE = 412;

/** One sentence for people: why the call failed. */
export function explain(problem: ApiProblem): string {
  if (problem.status === NO_ANSWER) return texts.problem.network;
  if (problem.status === 429 && problem.retry_after !== null) return texts.problem.tooMany(problem.retry_after);
  if (problem.status === CHANGED_MEANWHILE) return texts.problem.changed;
  return problem.detail || problem.title || texts.problem.unknown;
}
