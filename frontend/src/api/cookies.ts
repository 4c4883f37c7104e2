/** The names of the cookies that a page may read. The tokens themselves it cannot. */
export const CSRF_ACCESS = "csrf_access_token";
export const CSRF_REFRESH = "csrf_refresh_token";
export const ACCESS = "access_token_cookie";

/** Over HTTPS the names begin with it: then no other host of the domain can have set them. */
const FOR_THIS_HOST = "__Host-";
const namesOf = (name: string) => [FOR_THIS_HOST + name, name];

/** The value of a cookie that this page may read, or null. */
export function readCookie(name: string, from: string = document.cookie): string | null {
  const pairs = from.split("; ");
  for (const each of namesOf(name)) {
    const pair = pairs.find((some) => some.startsWith(`${each}=`));
    if (pair) return decodeURIComponent(pair.slice(each.length + 1));
  }
  return null;
}

/** Whether a request has brought this cookie. */
export const hasCookie = (jar: { has: (name: string) => boolean }, name: string): boolean =>
  namesOf(name).some((each) => jar.has(each));
