import { PageLink } from "@/components/PageLink";
import { buttonClass } from "@/components/form/button-class";
import { paths } from "@/routes/paths";
import { MessagePage } from "@/shell/MessagePage";
import { useTranslations } from "next-intl";

/** For an address without a page, and for what has been deleted. */
export default function NotFound() {
  const t = useTranslations();
  return (
    <MessagePage
      title={t("notFound.title")}
      hint={t("notFound.hint")}
      action={
        <PageLink href={paths.feed} className={buttonClass({ kind: "primary" })}>
          {t("notFound.home")}
        </PageLink>
      }
    />
  );
}
