const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;

const LOCALE = "en";
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const relative = new Intl.RelativeTimeFormat(LOCALE, { numeric: "auto", style: "narrow" });
const inWords = new Intl.RelativeTimeFormat(LOCALE, { numeric: "auto" });

const formats = new Map<string, Intl.DateTimeFormat>();

/** A date in words. To make a format takes far longer than to use it, and `toLocaleString` makes one each time. */
function say(at: Date, how: Intl.DateTimeFormatOptions): string {
  const key = JSON.stringify(how);
  const format = formats.get(key) ?? new Intl.DateTimeFormat(LOCALE, how);
  formats.set(key, format);
  return format.format(at);
}

/** Of a date in another year the year is said, too. */
function yearOf(at: Date, now: Date, timeZone?: string): "numeric" | undefined {
  const year = (date: Date) => say(date, { year: "numeric", timeZone });
  return year(at) === year(now) ? undefined : "numeric";
}

/** How long ago; after a day the weekday, after a week the date. In UTC until the browser's own zone is known. */
export function sayWhen(at: Date, now: Date, timeZone?: string): string {
  const ago = Math.max(0, now.getTime() - at.getTime());
  if (ago < MINUTE) return relative.format(0, "second");
  if (ago < HOUR) return relative.format(-Math.floor(ago / MINUTE), "minute");
  if (ago < DAY) return relative.format(-Math.floor(ago / HOUR), "hour");
  if (ago < WEEK) return say(at, { weekday: "short", timeZone });
  return say(at, { day: "numeric", month: "short", year: yearOf(at, now, timeZone), timeZone });
}

/** The month, for what is long ago. */
export function sayMonth(at: Date, timeZone?: string): string {
  return say(at, { month: "long", year: "numeric", timeZone });
}

/** The full date and time. */
export function sayFully(at: Date, timeZone?: string): string {
  return say(at, { dateStyle: "full", timeStyle: "short", timeZone });
}

/** The time of day. */
export function sayClock(at: Date, timeZone?: string): string {
  return say(at, { timeStyle: "short", timeZone });
}

/** The day in figures, to tell days apart. */
export const dayOf = (at: Date, timeZone?: string): string => say(at, { timeZone });

/** The day, in words if it is a recent one. */
export function sayDay(at: Date, now: Date, timeZone?: string): string {
  const day = (date: Date) => dayOf(date, timeZone);
  if (day(at) === day(now)) return capital(inWords.format(0, "day"));
  if (day(at) === day(new Date(now.getTime() - DAY))) return capital(inWords.format(-1, "day"));
  const year = yearOf(at, now, timeZone);
  return say(at, { weekday: "long", day: "numeric", month: "long", year, timeZone });
}

/** How long what `sayWhen` says stays true. */
export function goodFor(at: Date, now: Date): number {
  const ago = now.getTime() - at.getTime();
  if (ago < HOUR) return MINUTE - (Math.max(0, ago) % MINUTE);
  return ago < DAY ? HOUR - (ago % HOUR) : HOUR;
}
