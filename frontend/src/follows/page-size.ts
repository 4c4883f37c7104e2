/** So many people are fetched at a time, also by the server. */
export const PEOPLE_PAGE = 50;
