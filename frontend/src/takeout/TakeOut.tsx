"use client";

import type { Export } from "@/api/generated/types.gen";
import { Banner } from "@/components/Banner";
import { Button } from "@/components/form/Button";
import { Spinner } from "@/components/Spinner";
import { useDates } from "@/components/text/useDates";
import { useZone } from "@/components/text/useZone";
import { useAct } from "@/factors/useAct";
import { Part } from "@/settings/Part";
import { QueryBoundary } from "@/settings/QueryBoundary";
import { useTranslations } from "next-intl";
import { checkProof, useAskForExport, useExport } from "./queries";

const FILES = { page: "/api/v1/users/me/export/page.html", data: "/api/v1/users/me/export/data.json" } as const;

/** A download is no page: what is open stays. */
const download = (file: keyof typeof FILES) => async () => {
  await checkProof();
  window.location.assign(FILES[file]);
};

function Files({ until, act }: { until: string; act: (action: () => Promise<void>) => Promise<void> }) {
  const t = useTranslations();
  const [dates, zone] = [useDates(), useZone()];
  return (
    <>
      <p className="text-sm">
        {t("takeout.ready")}{" "}
        <time dateTime={until} suppressHydrationWarning>
          {dates.fully(new Date(until), zone)}
        </time>
      </p>
      <div className="flex flex-wrap gap-3">
        <Button kind="primary" onClick={() => void act(download("page"))}>
          {t("takeout.page")}
        </Button>
        <Button onClick={() => void act(download("data"))}>{t("takeout.data")}</Button>
      </div>
    </>
  );
}

function Progress({ counts }: { counts: Export["counts"] }) {
  const t = useTranslations();
  const count = Object.values(counts).reduce((sum, each) => sum + each, 0);
  return (
    <p role="status" className="flex items-center gap-2 text-sm text-soft">
      <Spinner /> {t("takeout.asked", { count })}
    </p>
  );
}

/** All that one has here, put together by a worker, for taking along. `first`: undefined if the server could not tell. */
export function TakeOut({ first }: { first: Export | null | undefined }) {
  const t = useTranslations();
  const { act, isBusy, complaint, dialog } = useAct();
  const ask = useAskForExport();
  return (
    <Part title={t("takeout.title")} lead={t("takeout.lead")}>
      <QueryBoundary query={useExport(first)}>
        {(found) => (
          <>
            {found?.state === "asked" && <Progress counts={found.counts} />}
            {found?.until && <Files until={found.until} act={act} />}
            {found?.state !== "asked" && (
              <Button className="self-start" busy={isBusy} onClick={() => void act(ask)}>
                {found ? t("takeout.again") : t("takeout.ask")}
              </Button>
            )}
          </>
        )}
      </QueryBoundary>
      {complaint && <Banner kind="alarm">{complaint}</Banner>}
      {dialog}
    </Part>
  );
}
