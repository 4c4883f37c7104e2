"use client";

import { lazy, Suspense, useState } from "react";
import { useTranslations } from "next-intl";
import { useMe } from "@/session/SessionProvider";
import { useIsReported } from "./reported";
import type { Noun } from "./useReport";

/** Only who reports something needs it. */
const ReportDialog = lazy(() => import("./ReportDialog").then((loaded) => ({ default: loaded.ReportDialog })));

export type Reporting = ReturnType<typeof useReporting>;

/** How one reports something that somebody else wrote: what stands in its menu, the dialog, and that one has done so. */
export function useReporting(thing: Noun, id: string, authorId: string | undefined) {
  const t = useTranslations();
  const me = useMe();
  const isReported = useIsReported(id);
  const [dialog, setDialog] = useState<"unopened" | "open" | "closed">("unopened");
  const canReport = me !== null && authorId !== undefined && me.id !== authorId;
  const item = canReport
    ? { label: isReported ? t("report.again") : t("report.report"), onClick: () => setDialog("open") }
    : undefined;
  const asked = dialog !== "unopened" && (
    <Suspense>
      <ReportDialog {...{ thing, id, isReported }} open={dialog === "open"} onClose={() => setDialog("closed")} />
    </Suspense>
  );
  const note = canReport && isReported && <p className="text-sm text-soft">{t("report.reported")}</p>;
  return { item, dialog: asked, note };
}
