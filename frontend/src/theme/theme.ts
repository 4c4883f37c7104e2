/** How the page looks: as the system says, or always light or dark. Kept in a cookie, so that the server draws it right at once. */
export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

export const THEME_COOKIE = "theme";
const YEAR_S = 31_536_000;

/** The theme that a cookie's value names. */
export function themeOf(value: string | undefined): Theme {
  return THEMES.find((theme) => theme === value) ?? "system";
}

const listeners = new Set<() => void>();

/** Calls back when this page gets another theme. Answers how to stop that. */
export function onTheme(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The theme of this page. */
export const themeOfPage = (): Theme => themeOf(document.documentElement.dataset.theme);

/** Applies a theme to this page and remembers it. */
export function applyTheme(theme: Theme): void {
  const { dataset } = document.documentElement;
  if (theme === "system") delete dataset.theme;
  else dataset.theme = theme;
  document.cookie = `${THEME_COOKIE}=${theme}; Path=/; Max-Age=${YEAR_S}; SameSite=Lax`;
  listeners.forEach((listener) => listener());
}
