const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;

const LOCALE = "en";
const relative = new Intl.RelativeTimeFormat(LOCALE, { numeric: "auto", style: "short" });

/** How long ago, in words; after a week, the date. In UTC until the browser's own zone is known. */
export function sayWhen(at: Date, now: Date, timeZone?: string): string {
  const ago = Math.max(0, now.getTime() - at.getTime());
  if (ago < MINUTE) return relative.format(0, "second");
  if (ago < HOUR) return relative.format(-Math.floor(ago / MINUTE), "minute");
  if (ago < DAY) return relative.format(-Math.floor(ago / HOUR), "hour");
  if (ago < WEEK) return relative.format(-Math.floor(ago / DAY), "day");
  return at.toLocaleDateString(LOCALE, { day: "numeric", month: "short", year: "numeric", timeZone });
}

/** The full date and time. */
export function sayFully(at: Date, timeZone?: string): string {
  return at.toLocaleString(LOCALE, { dateStyle: "full", timeStyle: "short", timeZone });
}

/** How long what `sayWhen` says stays true. */
export function goodFor(at: Date, now: Date): number {
  const ago = now.getTime() - at.getTime();
  if (ago < HOUR) return MINUTE - (Math.max(0, ago) % MINUTE);
  return ago < DAY ? HOUR - (ago % HOUR) : HOUR;
}
