/** The names of the cookies that a page may read. The tokens themselves it cannot. */
export const CSRF_ACCESS = "csrf_access_token";
export const CSRF_REFRESH = "csrf_refresh_token";
export const ACCESS = "access_token_cookie";

/** The value of a cookie that this page may read, or null. */
export function readCookie(name: string, from: string = document.cookie): string | null {
  const pair = from.split("; ").find((each) => each.startsWith(`${name}=`));
  return pair ? decodeURIComponent(pair.slice(name.length + 1)) : null;
}
