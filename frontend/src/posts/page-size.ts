/** How many posts the first page has, and each further one. */
export const PAGE = 20;
