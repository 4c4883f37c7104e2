import { useTranslations } from "next-intl";
import { useDates } from "./useDates";

/** Since when somebody has an account. */
export function Joined({ at }: { at: string }) {
  const [t, dates] = [useTranslations(), useDates()];
  return (
    <>
      {t("follow.since")} <time dateTime={at}>{dates.month(new Date(at), "UTC")}</time>
    </>
  );
}
