"use client";

import { useSyncExternalStore } from "react";
import { onTheme, themeOfPage, type Theme } from "./theme";

/** The theme of this page, wherever it is chosen. `initial` is what the server drew it with. */
export const useTheme = (initial: Theme): Theme => useSyncExternalStore(onTheme, themeOfPage, () => initial);
