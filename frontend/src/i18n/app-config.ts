import type en from "../../messages/en";
import type { Locale as OwnLocale } from "./locales";

declare module "next-intl" {
  interface AppConfig {
    Locale: OwnLocale;
    Messages: typeof en;
  }
}
