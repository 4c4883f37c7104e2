/** How many notices the first page has, and each further one. */
export const PAGE = 30;
