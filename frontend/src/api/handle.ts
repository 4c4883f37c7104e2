/** What somebody typed as a handle, as the API takes it: without the `@` before it, in lower case. */
export const handleOf = (typed: string): string => typed.trim().replace(/^@/, "").toLowerCase();
