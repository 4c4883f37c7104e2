import { PageLink } from "@/components/PageLink";
import { buttonClass } from "@/components/form/button-class";
import { paths } from "@/routes/paths";
import { Message } from "@/shell/MessagePage";
import { useTranslations } from "next-intl";

/** For what has been deleted, and for what one may not see. */
export default function NotFound() {
  const t = useTranslations();
  return (
    <Message
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
