import { ApiProblem } from "./problem";

const isGone = (error: unknown) => error instanceof ApiProblem && error.status === 404;

/** What the API answers; null when it has no such thing (any more), or none for this person. */
export async function orNull<Data>(answer: Promise<{ data: Data }>): Promise<Data | null> {
  try {
    return (await answer).data;
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}

/** For `catch` on the server: what is gone is a page that is not there, everything else is an error. */
export function orNotFound(notFound: () => never): (error: unknown) => never {
  return (error) => {
    if (isGone(error)) notFound();
    throw error;
  };
}

/** Whether a ranking has been made anew, and its later pages can only be had from the start. */
export const isExpired = (error: unknown): boolean => error instanceof ApiProblem && error.status === 410;
