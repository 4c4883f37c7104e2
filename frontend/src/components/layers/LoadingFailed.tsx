import { useTranslations } from "next-intl";

/** Says that what was to open could not be fetched. */
export function LoadingFailed() {
  const t = useTranslations();
  return (
    <p role="alert" className="text-sm text-alarm">
      {t("page.loadingFailed")}
    </p>
  );
}
