import type { Locale } from "@/i18n/locales";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;

/** The shortest that can be read at a glance: "3h ago", "vor 3 Std." */
const STYLES: Record<Locale, Intl.RelativeTimeFormatStyle> = { en: "narrow", de: "short" };

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** Says dates in one language. Each takes the zone to say them in; without one it is that of the browser, or of the server. */
export class Dates {
  private readonly relative: Intl.RelativeTimeFormat;
  private readonly inWords: Intl.RelativeTimeFormat;
  private readonly formats = new Map<string, Intl.DateTimeFormat>();

  constructor(private readonly locale: Locale) {
    this.relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto", style: STYLES[locale] });
    this.inWords = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  }

  /** How long ago; after a day the weekday, after a week the date. In UTC until the browser's own zone is known. */
  when(at: Date, now: Date, timeZone?: string): string {
    const ago = Math.max(0, now.getTime() - at.getTime());
    if (ago < MINUTE) return this.relative.format(0, "second");
    if (ago < HOUR) return this.relative.format(-Math.floor(ago / MINUTE), "minute");
    if (ago < DAY) return this.relative.format(-Math.floor(ago / HOUR), "hour");
    if (ago < WEEK) return this.say(at, { weekday: "short", timeZone });
    return this.say(at, { day: "numeric", month: "short", year: this.yearOf(at, now, timeZone), timeZone });
  }

  /** The month, for what is long ago. */
  month(at: Date, timeZone?: string): string {
    return this.say(at, { month: "long", year: "numeric", timeZone });
  }

  /** The full date and time. */
  fully(at: Date, timeZone?: string): string {
    return this.say(at, { dateStyle: "full", timeStyle: "short", timeZone });
  }

  /** The time of day. */
  clock(at: Date, timeZone?: string): string {
    return this.say(at, { timeStyle: "short", timeZone });
  }

  /** The day, in words if it is a recent one. */
  day(at: Date, now: Date, timeZone?: string): string {
    if (this.isSameDay(at, now, timeZone)) return capital(this.inWords.format(0, "day"));
    if (this.isSameDay(at, new Date(now.getTime() - DAY), timeZone)) return capital(this.inWords.format(-1, "day"));
    const year = this.yearOf(at, now, timeZone);
    return this.say(at, { weekday: "long", day: "numeric", month: "long", year, timeZone });
  }

  /** Whether both are on one day there. */
  isSameDay(at: Date, other: Date, timeZone?: string): boolean {
    const day = (date: Date) => this.say(date, { timeZone });
    return day(at) === day(other);
  }

  /** Of a date in another year the year is said, too. */
  private yearOf(at: Date, now: Date, timeZone?: string): "numeric" | undefined {
    const year = (date: Date) => this.say(date, { year: "numeric", timeZone });
    return year(at) === year(now) ? undefined : "numeric";
  }

  /** To make a format takes far longer than to use it, and `toLocaleString` makes one each time. */
  private say(at: Date, how: Intl.DateTimeFormatOptions): string {
    const key = JSON.stringify(how);
    const format = this.formats.get(key) ?? new Intl.DateTimeFormat(this.locale, how);
    this.formats.set(key, format);
    return format.format(at);
  }
}

const made = new Map<Locale, Dates>();

/** What says dates in a language: the same object each time, as it keeps its formats. */
export function datesIn(locale: Locale): Dates {
  const dates = made.get(locale) ?? new Dates(locale);
  made.set(locale, dates);
  return dates;
}

/** How long what `when` says stays true. */
export function goodFor(at: Date, now: Date): number {
  const ago = now.getTime() - at.getTime();
  if (ago < HOUR) return MINUTE - (Math.max(0, ago) % MINUTE);
  return ago < DAY ? HOUR - (ago % HOUR) : HOUR;
}
