/** How much is fetched at once, by the server for the first page and by the browser for the others. */
export const CONVERSATIONS = 30;
export const MESSAGES = 40;
