import type { ReactNode } from "react";
import { RetryBanner } from "@/components/RetryBanner";
import { Skeleton } from "@/components/Skeleton";
import { useTranslations } from "next-intl";

type Query<Data> = { data: Data | undefined; isError: boolean; isFetching: boolean; refetch: () => unknown };

/** What was fetched; until then that it is on its way, or that it could not be had. */
export function QueryBoundary<Data>({ query, children }: { query: Query<Data>; children: (data: Data) => ReactNode }) {
  const t = useTranslations();
  if (query.data !== undefined) return children(query.data);
  if (query.isError) {
    return (
      <RetryBanner isBusy={query.isFetching} onTryAgain={() => void query.refetch()}>
        {t("settings.failed")}
      </RetryBanner>
    );
  }
  return (
    <div role="status" aria-label={t("page.loading")} className="space-y-3">
      <Skeleton className="h-4 w-2/3" />
      <Skeleton className="h-4 w-1/2" />
    </div>
  );
}
