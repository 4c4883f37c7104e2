import { useLocale } from "next-intl";
import { datesIn, type Dates } from "./dates";

/** What says dates in the language of the page. */
export const useDates = (): Dates => datesIn(useLocale());
