import type { FieldError } from "./generated/types.gen";

/** The status of a call that got no answer at all. */
export const NO_ANSWER = 0;

type Parts = {
  status: number;
  title: string;
  detail?: string;
  errors?: FieldError[];
  request_id?: string;
  retry_after?: number;
};

/** The kind of a problem, as `/docs/problems` of the API names it: its title as an anchor. */
const kindOf = (title: string) => title.toLowerCase().replaceAll(" ", "-");

/** Why a call failed, as the API said it (RFC 9457). `status` is 0 when there was no answer. */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly errors: FieldError[];
  readonly request_id: string | null;
  readonly retry_after: number | null;

  constructor(parts: Parts) {
    super(`${parts.status} ${parts.title}`);
    this.status = parts.status;
    this.title = parts.title;
    this.detail = parts.detail ?? "";
    this.errors = parts.errors ?? [];
    this.request_id = parts.request_id ?? null;
    this.retry_after = parts.retry_after ?? null;
  }

  /** Tells problems of the same status apart. */
  get kind(): string {
    return kindOf(this.title);
  }

  /** Sending the very same again may work: nothing was wrong with it. */
  get canTryAgain(): boolean {
    return [NO_ANSWER, 401, 408, 429].includes(this.status) || this.status >= 500;
  }
}

const textOr = (value: unknown, other: string): string => (typeof value === "string" ? value : other);

function isFieldError(value: unknown): value is FieldError {
  const { pointer, message } = (value ?? {}) as Record<string, unknown>;
  return typeof pointer === "string" && typeof message === "string";
}

function secondsOf(response: Response | undefined): number | undefined {
  const value = Number.parseInt(response?.headers.get("Retry-After") ?? "", 10);
  return Number.isNaN(value) ? undefined : value;
}

/** Makes a problem of whatever a failed call gave: problem+json, any other body, or an exception of `fetch`. */
export function toProblem(error: unknown, response?: Response): ApiProblem {
  if (error instanceof ApiProblem) return error;
  if (!response) return new ApiProblem({ status: NO_ANSWER, title: "No answer" });
  const body = (typeof error === "object" && error !== null ? error : {}) as Record<string, unknown>;
  return new ApiProblem({
    status: response.status,
    title: textOr(body.title, response.statusText || "Error"),
    detail: textOr(body.detail, ""),
    errors: Array.isArray(body.errors) ? body.errors.filter(isFieldError) : [],
    request_id: textOr(body.request_id, response.headers.get("X-Request-Id") ?? "") || undefined,
    retry_after: secondsOf(response),
  });
}

/** Makes a problem of one that a receipt carries. */
export function problemOfReceipt(body: Record<string, unknown> | null, fallback: string): ApiProblem {
  const status = typeof body?.status === "number" ? body.status : 500;
  const errors = Array.isArray(body?.errors) ? body.errors.filter(isFieldError) : [];
  return new ApiProblem({ status, title: textOr(body?.title, fallback), detail: textOr(body?.detail, ""), errors });
}
