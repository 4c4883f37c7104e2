import { getRequestConfig } from "next-intl/server";
import { cookies, headers } from "next/headers";
import { loadMessages } from "./load";
import { LOCALE_COOKIE, localeFor } from "./locales";

/** In which language the page is that is being made (next.config.ts). */
export default getRequestConfig(async () => {
  const [jar, asked] = await Promise.all([cookies(), headers()]);
  const locale = localeFor(jar.get(LOCALE_COOKIE)?.value, asked.get("accept-language"));
  return { locale, messages: await loadMessages(locale), timeZone: "UTC" };
});
