import type { FieldPath, FieldValues, UseFormSetError } from "react-hook-form";
import type { ApiProblem } from "./problem";

/** `/title` is `title`, `/members/0` is `members.0`; a pointer that is not into the body is null. */
export function fieldOfPointer(pointer: string): string | null {
  if (!pointer.startsWith("/") || /^\/(query|header)\//.test(pointer)) return null;
  const parts = pointer.slice(1).split("/");
  return parts.map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~")).join(".");
}

/** Shows each of the server's complaints beside its field, as `say` puts it, the first one focused; answers what belongs to no field. */
export function showFieldErrors<T extends FieldValues>(
  problem: ApiProblem,
  fields: readonly FieldPath<T>[],
  setError: UseFormSetError<T>,
  say: (problem: ApiProblem, message: string) => string,
): string[] {
  const others: string[] = [];
  let isFirst = true;
  for (const { pointer, message: said } of problem.errors) {
    const message = say(problem, said);
    const field = fields.find((name) => name === fieldOfPointer(pointer));
    if (!field) others.push(message);
    else setError(field, { type: "server", message }, { shouldFocus: isFirst });
    if (field) isFirst = false;
  }
  return others;
}
