import { getFactors } from "@/api/generated/sdk.gen";
import { apiOfVisitor } from "@/api/server";
import { titled } from "@/app/page-metadata";
import { PageLink } from "@/components/PageLink";
import { FactorParts } from "@/security/FactorParts";
import { Texts } from "@/i18n/Texts";
import { paths } from "@/routes/paths";
import { PausedPage } from "@/session/Resume";
import { requireSession } from "@/session/server";
import { getTranslations } from "next-intl/server";

export const generateMetadata = titled((t) => t("factors.title"));

/** What one signs in with beside the password. What cannot be fetched now is fetched by the browser. */
export default async function SecurityPage() {
  const t = await getTranslations();
  const session = await requireSession();
  if (session.status === "paused") return <PausedPage />;
  const client = await apiOfVisitor();
  const first = await getFactors({ client }).then(
    ({ data }) => data,
    () => null,
  );
  return (
    <Texts of={["settings", "factors", "passkeys", "proof", "fields"]}>
      <div className="space-y-6">
        <div>
          <PageLink href={paths.settings} className="text-sm text-accent underline underline-offset-4">
            {t("settings.title")}
          </PageLink>
          <h1 className="mt-1 text-2xl font-semibold">{t("factors.title")}</h1>
        </div>
        <FactorParts first={first} renderedAt={new Date().toISOString()} />
      </div>
    </Texts>
  );
}
