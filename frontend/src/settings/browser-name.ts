import type { Translate } from "@/i18n/translate";

/** The first that fits counts: a browser also names those that it wants to be taken for. */
const BROWSERS: [RegExp, string][] = [
  [/\bEdg(e|A|iOS)?\//, "Edge"],
  [/\b(OPR|Opera)\//, "Opera"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\b(Firefox|FxiOS)\//, "Firefox"],
  [/\b(Headless)?(Chrome|CriOS|Chromium)\//, "Chrome"],
  [/\bSafari\//, "Safari"],
  [/^([A-Za-z][\w.-]*)\//, "$1"],
];
const SYSTEMS: [RegExp, string][] = [
  [/\b(iPhone|iPad|iPod)\b/, "iOS"],
  [/\bAndroid\b/, "Android"],
  [/\bWindows\b/, "Windows"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bMac OS X\b|\bMacintosh\b/, "macOS"],
  [/\bLinux\b/, "Linux"],
];

function firstIn(table: [RegExp, string][], text: string): string | null {
  for (const [pattern, name] of table) {
    const found = pattern.exec(text);
    if (found) return name === "$1" ? found[1]! : name;
  }
  return null;
}

/** What people call the browser that sends this User-Agent, and what it runs on. */
export function browserName(userAgent: string, t: Translate): string {
  const browser = firstIn(BROWSERS, userAgent);
  const system = firstIn(SYSTEMS, userAgent);
  if (browser === null || browser === "Mozilla") return system ?? t("settings.unknownBrowser");
  return system ? t("settings.browserOn", { browser, system }) : browser;
}
