import { CSRF_ACCESS, CSRF_REFRESH, readCookie } from "@/api/cookies";
import { statusOf, type SessionStatus } from "./state";

const LOOK_EVERY_MS = 4_000;

/** What the cookies of this page say right now. */
export function statusOfCookies(): SessionStatus {
  return statusOf(readCookie(CSRF_ACCESS) !== null, readCookie(CSRF_REFRESH) !== null);
}

/** Calls back soon after the cookies say something else: a token ran out, or another tab went on or signed out. */
export function watchCookies(onChange: (status: SessionStatus) => void): () => void {
  let last = statusOfCookies();
  const look = () => {
    const now = statusOfCookies();
    if (now !== last) onChange((last = now));
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  document.addEventListener("visibilitychange", look);
  window.addEventListener("focus", look);
  return () => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", look);
    window.removeEventListener("focus", look);
  };
}
