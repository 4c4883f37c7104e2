import { getExport } from "@/api/generated/sdk.gen";
import { ApiProblem } from "@/api/problem";
import { apiOfVisitor } from "@/api/server";
import { titled } from "@/app/page-metadata";
import { PageLink } from "@/components/PageLink";
import { Texts } from "@/i18n/Texts";
import { paths } from "@/routes/paths";
import { PausedPage } from "@/session/Resume";
import { requireSession } from "@/session/server";
import { Leave } from "@/takeout/Leave";
import { TakeOut } from "@/takeout/TakeOut";
import { getTranslations } from "next-intl/server";

export const generateMetadata = titled((t) => t("takeout.heading"));

/** What one has here, for taking along. What cannot be fetched now is fetched by the browser. */
export default async function DataPage() {
  const t = await getTranslations();
  const session = await requireSession();
  if (session.status === "paused") return <PausedPage />;
  const client = await apiOfVisitor();
  const first = await getExport({ client }).then(
    ({ data }) => data,
    (error: unknown) => (error instanceof ApiProblem && error.status === 404 ? null : undefined),
  );
  return (
    <Texts of={["settings", "takeout", "leaving", "proof", "fields"]}>
      <div className="space-y-6">
        <div>
          <PageLink href={paths.settings} className="text-sm text-accent underline underline-offset-4">
            {t("settings.title")}
          </PageLink>
          <h1 className="mt-1 text-2xl font-semibold">{t("takeout.heading")}</h1>
        </div>
        <TakeOut first={first} />
        <Leave />
      </div>
    </Texts>
  );
}
