import type { useTranslations } from "next-intl";

/** What `useTranslations()` and `await getTranslations()` give: the message of a key, with its arguments. */
export type Translate = ReturnType<typeof useTranslations<never>>;
