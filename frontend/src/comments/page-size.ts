/** How many comments the first page has, and each further one. */
export const PAGE = 30;
/** Replies that are fetched at once. */
export const REPLIES_PAGE = 10;
