/** Where to go after signing in: `next` if it is a path of this site, else the feed. */
export function safeNext(next: string | string[] | null | undefined): string {
  if (typeof next !== "string" || !next.startsWith("/") || next.length > 2000) return "/";
  // A browser reads `//host`, `/\host` and `/<tab>/host` as another site.
  if (/^\/[/\\]/.test(next) || /[\u0000-\u001f\\]/.test(next)) return "/";
  const url = new URL(next, "http://same.invalid");
  // Dots may fold: the path of `/.//host` is `//host`.
  if (
    url.host !== "same.invalid" ||
    url.pathname.startsWith("//") ||
    /^\/(sign-in|register|forgot|reset|confirm|api)(\/|$)/.test(url.pathname)
  )
    return "/";
  return url.pathname + url.search + url.hash;
}

function leadingBackTo(path: string, page: string): string {
  const next = safeNext(path);
  return next === "/" ? page : `${page}?next=${encodeURIComponent(next)}`;
}

/** The address of the sign-in page that leads back to `path`. */
export const signInFor = (path: string): string => leadingBackTo(path, "/sign-in");

/** The same for somebody whose session was ended elsewhere, or has run out: the page says so. */
export function signInAgainFor(path: string): string {
  const page = signInFor(path);
  return `${page}${page.includes("?") ? "&" : "?"}ended`;
}

/** The same of the page for who has forgotten their password. */
export const forgottenFor = (path: string): string => leadingBackTo(path, "/forgot");

/** The address of the page where an account is made that leads back to `path`. */
export const registerFor = (path: string): string => leadingBackTo(path, "/register");
