/** How many cases, or entries of the log, are fetched at a time. */
export const PAGE = 20;
