/** How much is fetched at once, by the server for the first page and by the browser for the others. */
export const CONVERSATIONS = 30;
/** More than INVITATIONS_RECEIVED_MAX is by default are never open. */
export const INVITATIONS = 100;
export const MESSAGES = 40;
